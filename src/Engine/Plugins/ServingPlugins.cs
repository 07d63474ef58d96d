using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Versions;

namespace Basenode.Engine.Plugins;

/// <summary>Holds the contributions in use and counts their users. A plugin's version ends when a newer one has taken its place and the last lease that contains it has ended.</summary>
/// <param name="end">Ends a version that nobody uses any more. Called without a lock, on the thread that ended the last lease.</param>
internal sealed class ServingPlugins(Action<PluginVersion> end)
{
    private readonly Lock gate = new();
    private readonly Dictionary<PluginVersion, int> uses = [];
    private Picture current = new([]);

    /// <summary>The contributions now, for readers that call no plugin.</summary>
    public Contributions Current => Volatile.Read(ref current).Contributions;

    /// <summary>The contributions now, with all that they came from.</summary>
    public ContributionsLease Take()
    {
        lock (gate)
        {
            return Lease(current);
        }
    }

    /// <summary>Puts new contributions in the place of the old ones.</summary>
    /// <param name="versions">The versions that they came from, each once.</param>
    public void Swap(Contributions contributions, IReadOnlyList<PluginVersion> versions)
    {
        var next = new Picture(versions);
        next.Contributions = contributions with { Hold = () => Hold(next) };
        Picture before;
        lock (gate)
        {
            foreach (PluginVersion version in versions)
            {
                uses[version] = uses.GetValueOrDefault(version) + 1;
            }

            before = current;
            Volatile.Write(ref current, next);
        }

        Release(before);
    }

    private ContributionsLease Hold(Picture picture)
    {
        lock (gate)
        {
            return picture.Users > 0
                ? Lease(picture)
                : throw new ObjectDisposedException(nameof(ContributionsLease), "the last lease of these contributions has ended");
        }
    }

    // Under the lock.
    private ContributionsLease Lease(Picture picture)
    {
        picture.Users++;
        return new ContributionsLease(picture.Contributions, () => Release(picture));
    }

    private void Release(Picture picture)
    {
        List<PluginVersion> over = [];
        lock (gate)
        {
            if (--picture.Users > 0)
            {
                return;
            }

            foreach (PluginVersion version in picture.Versions)
            {
                if (--uses[version] == 0)
                {
                    uses.Remove(version);
                    over.Add(version);
                }
            }
        }

        over.ForEach(end);
    }

    /// <param name="versions">Where its contributions came from.</param>
    private sealed class Picture(IReadOnlyList<PluginVersion> versions)
    {
        public IReadOnlyList<PluginVersion> Versions => versions;

        /// <summary>What the plugins contribute together.</summary>
        public Contributions Contributions { get; set; } = Contributions.Empty;

        /// <summary>The leases, and one for being the current picture.</summary>
        public int Users { get; set; } = 1;
    }
}
