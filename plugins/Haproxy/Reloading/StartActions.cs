using Basenode.Plugins;

namespace Basenode.Haproxy.Reloading;

/// <summary>The actions of other plugins that start HAProxy.</summary>
/// <param name="Start">Starts it in any case; null when none is set.</param>
/// <param name="Recover">Starts it unless a person has stopped it; null when none is set.</param>
internal sealed record StartActions(IReloadAction? Start, IReloadAction? Recover)
{
    /// <summary>Nothing starts it.</summary>
    public static StartActions None { get; } = new(null, null);

    /// <summary>Those of the settings.</summary>
    public static StartActions From(HaproxySettings settings, IPluginRegistry plugins)
    {
        return new StartActions(Find(settings.Start), Find(settings.Recover));

        IReloadAction? Find(IReadOnlyList<string> words) => words.Count > 0 ? plugins.FindReload(words[0], [.. words.Skip(1)]) : null;
    }
}
