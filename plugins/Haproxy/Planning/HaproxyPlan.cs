using System.Text;
using Basenode.Plugins;

namespace Basenode.Haproxy.Planning;

/// <summary>What a change takes.</summary>
/// <param name="Kind">Whether anything has to be done, and what.</param>
/// <param name="Reasons">Why, in the order of the targets; whole phrases such as <c>frontend web changed</c>, or <c>+2 −1 servers in web</c>.</param>
/// <param name="Changes">What happens to servers; empty for a reload, which does it all.</param>
internal sealed record HaproxyPlan(PlanKind Kind, IReadOnlyList<string> Reasons, IReadOnlyList<ServerChange> Changes)
{
    /// <summary>Nothing differs.</summary>
    public static HaproxyPlan Nothing { get; } = new(PlanKind.Nothing, [], []);

    /// <summary>For a reload: what happens to servers by it, beside its reasons; such as <c>+2 −1 servers in web</c>.</summary>
    public IReadOnlyList<string> AlsoServers { get; init; } = [];

    /// <summary>One line for a person: <c>nothing</c>, <c>runtime: +2 −1 servers in web</c>, or <c>reload: frontend web changed; backend x added</c>.</summary>
    public string Summary => (Kind, Reasons.Count) switch
    {
        (PlanKind.Nothing, 0) => "nothing",
        (PlanKind.Nothing, _) => Tell("nothing"),
        (PlanKind.Reload, _) => Tell("reload"),
        _ => Tell("runtime"),
    };

    /// <summary>The plan as the engine takes it, for a person who has not decided yet: a reload's tells the servers, too.</summary>
    public ReloadPlan ForEngine => new(AlsoServers.Count == 0 ? Summary : Printable($"{Summary}; also {string.Join("; ", AlsoServers)}"))
    {
        Changes = [.. (Kind is PlanKind.Reload ? AlsoServers : Reasons).Select(Printable)],
        Reloads = Kind is PlanKind.Reload,
        Reasons = Kind is PlanKind.Reload ? [.. Reasons.Select(Printable)] : [],
    };

    private string Tell(string how) => Printable($"{how}: {string.Join("; ", Reasons)}");

    // Names of sections come from templates, and with them perhaps from the cluster: none may move the cursor of a terminal.
    private static string Printable(string text)
    {
        var line = new StringBuilder(text);
        for (int index = 0; index < line.Length; index++)
        {
            if (char.IsControl(line[index]))
            {
                line[index] = '?';
            }
        }

        return line.ToString();
    }
}
