using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Plugins;

/// <summary>Holds the contributions in use and counts their users. A plugin's version ends when a newer one has taken its place and the last lease that contains it has ended.</summary>
/// <param name="end">Ends a version that nobody uses any more. Called without a lock, on the thread that ended the last lease.</param>
internal sealed class ServingPlugins(Action<PluginVersion> end)
{
    private readonly Lock gate = new();
    private readonly Dictionary<PluginVersion, int> pictures = [];
    private Picture current = new(Contributions.Empty, []);

    /// <summary>The contributions now, for readers that call no plugin.</summary>
    public Contributions Current => Volatile.Read(ref current).Contributions;

    /// <summary>The contributions now, with all that they came from.</summary>
    public ContributionsLease Take()
    {
        lock (gate)
        {
            return Take(current);
        }
    }

    /// <summary>Puts new contributions in the place of the old ones.</summary>
    /// <param name="versions">The versions that they came from, each once.</param>
    public void Swap(Contributions contributions, IReadOnlyList<PluginVersion> versions)
    {
        Picture before;
        lock (gate)
        {
            before = current;
            foreach (PluginVersion version in versions)
            {
                pictures[version] = pictures.GetValueOrDefault(version) + 1;
            }

            Volatile.Write(ref current, new Picture(contributions, versions));
        }

        Release(before);
    }

    // Under the lock.
    private ContributionsLease Take(Picture picture)
    {
        picture.Users++;
        return new ContributionsLease(picture.Contributions, () => Share(picture), () => Release(picture));
    }

    private ContributionsLease Share(Picture picture)
    {
        lock (gate)
        {
            return Take(picture);
        }
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
                if (--pictures[version] == 0)
                {
                    pictures.Remove(version);
                    over.Add(version);
                }
            }
        }

        over.ForEach(end);
    }

    /// <param name="Contributions">What the plugins contribute together.</param>
    /// <param name="Versions">Where it came from.</param>
    private sealed record Picture(Contributions Contributions, IReadOnlyList<PluginVersion> Versions)
    {
        /// <summary>The leases, and one for being the current picture.</summary>
        public int Users { get; set; } = 1;
    }
}
