using Basenode.Engine.Plugins.Files;

namespace Basenode.Engine.Plugins;

/// <summary>Decides when an edit is taken up: when two looks in a row see the same, and not what is loaded. Until then an editor or a copy may still be at work.</summary>
/// <remarks>Each path settles on its own: a file that is written without end does not hold up the others.</remarks>
internal sealed class SettledChanges
{
    private readonly Dictionary<string, Fingerprint?> last = new(StringComparer.Ordinal);

    /// <summary>Takes one look.</summary>
    /// <param name="seen">The plugins that are there now, by path.</param>
    /// <param name="loaded">Those that were taken up, by path, each as it stood then.</param>
    /// <returns>The paths whose change has settled, and whether another one has not yet.</returns>
    public (IReadOnlyList<string> Settled, bool Unsettled) Look(
        IReadOnlyDictionary<string, Fingerprint> seen,
        IReadOnlyDictionary<string, Fingerprint> loaded)
    {
        var settled = new List<string>();
        bool unsettled = false;
        foreach (string path in seen.Keys.Union(loaded.Keys))
        {
            Fingerprint? now = seen.TryGetValue(path, out Fingerprint there) ? there : null;
            Fingerprint? before = loaded.TryGetValue(path, out Fingerprint then) ? then : null;
            if (now == before)
            {
                last.Remove(path);
            }
            else if (last.TryGetValue(path, out Fingerprint? previous) && previous == now)
            {
                last.Remove(path);
                settled.Add(path);
            }
            else
            {
                last[path] = now;
                unsettled = true;
            }
        }

        return (settled, unsettled);
    }
}
