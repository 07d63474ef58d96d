using Basenode.Haproxy.Files;
using Basenode.Haproxy.Model;
using Basenode.Plugins;

namespace Basenode.Haproxy.Live;

/// <summary>The backends of all files that HAProxy reads, as last confirmed and as wanted.</summary>
/// <param name="Before">As last confirmed; empty while nothing was.</param>
/// <param name="After">Those of the files in place.</param>
internal sealed record BackendChange(IReadOnlyDictionary<string, Backend> Before, IReadOnlyDictionary<string, Backend> After)
{
    /// <summary>The file from which a new worker takes the states of servers; null where the configuration in place names none.</summary>
    public StateFile? States { get; init; }

    /// <summary>Reads both.</summary>
    public static BackendChange Of(ReloadChange change) => new(
        BackendReader.Read(change.Configurations().Select(target => target.OldContent).OfType<string>().Select(HaproxyFile.Parse)),
        Wanted(change))
    {
        States = StateFile.Of(change.Configurations().Select(target => HaproxyFile.Parse(target.NewContent))),
    };

    /// <summary>What is in place, taken as confirmed.</summary>
    public static BackendChange Unchanged(ReloadChange change)
    {
        IReadOnlyDictionary<string, Backend> wanted = Wanted(change);
        return new BackendChange(wanted, wanted);
    }

    private static IReadOnlyDictionary<string, Backend> Wanted(ReloadChange change) =>
        BackendReader.Read(change.Configurations().Select(target => HaproxyFile.Parse(target.NewContent)));
}
