using System.Runtime.CompilerServices;
using Basenode.Haproxy.Model;
using Basenode.Plugins;

namespace Basenode.Haproxy.Files;

/// <summary>Tells the targets that are configurations from those that a configuration reads. Pure.</summary>
/// <remarks>
/// The content of a map comes from the cluster, and may look like a configuration. So only a file that no other one names has the say: a file that is named is data, and what it
/// says of other files does not count. Where two name each other, neither has it, and every change is a reload.
/// </remarks>
internal static class DataFiles
{
    // Many places ask of one change, and a map may be large.
    private static readonly ConditionalWeakTable<ReloadChange, IReadOnlyList<DataFile>> Known = [];

    /// <summary>The targets that the configuration reads, and that a running HAProxy can be given anew.</summary>
    public static IReadOnlyList<DataFile> Of(ReloadChange change) => change.Targets.Count < 2 ? [] : Known.GetValue(change, Find);

    /// <summary>The targets that are not data of others: configurations, and files that only a new worker reads.</summary>
    public static IReadOnlyList<TargetChange> Configurations(this ReloadChange change)
    {
        IReadOnlyList<DataFile> data = Of(change);
        return data.Count == 0 ? change.Targets : [.. change.Targets.Except(data.Select(file => file.Change))];
    }

    private static IReadOnlyList<DataFile> Find(ReloadChange change)
    {
        Candidate[] all = [.. change.Targets.Select(target => new Candidate(target))];
        FileUses[] rulers = [.. all.Where(one => one.Uses is not null && !all.Any(other => other != one && other.Uses?.Names(one.Target.Destination) is true)).Select(one => one.Uses!)];
        return
        [
            .. from one in all
               where one.Uses is null || rulers.All(ruler => ruler != one.Uses)
               let isCertificate = CertificateFile.IsOne(one.Target.NewContent)
               let uses = rulers.Select(ruler => ruler.Find(one.Target.Destination, isCertificate)).OfType<FileUse>().Distinct().ToArray()
               where uses.Length == 1
               select new DataFile(one.Target, uses[0], rulers.Any(ruler => ruler.MayBeWritten(one.Target.Destination))),
        ];
    }

    private sealed class Candidate
    {
        public Candidate(TargetChange target)
        {
            Target = target;
            HaproxyFile file = HaproxyFile.Parse(target.NewContent);
            Uses = file.IsConfiguration ? FileUses.Of(file) : null;
        }

        public TargetChange Target { get; }

        public FileUses? Uses { get; }
    }
}
