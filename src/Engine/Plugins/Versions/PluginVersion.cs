using System.Collections.Immutable;
using Basenode.Engine.Origins;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;

namespace Basenode.Engine.Plugins.Versions;

/// <summary>One loaded version of a plugin.</summary>
/// <param name="file">The plugin.</param>
/// <param name="contributions">What it contributes.</param>
/// <param name="instances">The plugin's own objects; the disposable ones are disposed with the version.</param>
/// <param name="unload">Gives its code back once nothing runs it any more.</param>
internal sealed class PluginVersion(PluginFile file, RegisteredContributions contributions, IReadOnlyCollection<object> instances, Action unload)
{
    /// <summary>The plugin.</summary>
    public PluginFile File => file;

    /// <summary>What it contributes.</summary>
    public RegisteredContributions Contributions => contributions;

    /// <summary>Names the content of the files that it was made of.</summary>
    public required string Id { get; init; }

    /// <summary>The files that it was made of; none for what ships with the engine, and for a version of an earlier process.</summary>
    public ImmutableArray<SourceFile> Sources { get; init; } = [];

    /// <summary>Disposes the plugin's objects and unloads its code. A call that was given up and still runs in it keeps its memory until it returns.</summary>
    /// <param name="failed">Takes what one of them threw; the others are disposed none the less.</param>
    public void End(Action<Exception> failed)
    {
        foreach (Action part in instances.OfType<IDisposable>().Select(instance => (Action)instance.Dispose).Append(unload))
        {
            try
            {
                part();
            }
            catch (Exception exception)
            {
                failed(exception);
            }
        }
    }
}
