using System.Text;

namespace Basenode.Haproxy.Planning;

/// <summary>What a change takes.</summary>
/// <param name="Kind">Whether anything has to be done, and what.</param>
/// <param name="Reasons">Why, in the order of the targets; whole phrases such as <c>frontend web changed</c>.</param>
internal sealed record HaproxyPlan(PlanKind Kind, IReadOnlyList<string> Reasons)
{
    /// <summary>Nothing differs.</summary>
    public static HaproxyPlan Nothing { get; } = new(PlanKind.Nothing, []);

    /// <summary>One line for a person: <c>nothing</c>, or <c>reload: frontend web changed; backend x added</c>.</summary>
    public string Summary => Kind switch
    {
        PlanKind.Nothing => "nothing",
        _ => Printable($"reload: {string.Join("; ", Reasons)}"),
    };

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
