using Basenode.Engine.Plugins.Registration;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins;

/// <summary>One loaded version of a plugin.</summary>
/// <param name="contributions">What it contributes.</param>
/// <param name="instances">The plugin's own objects; the disposable ones are disposed with the version.</param>
/// <param name="unload">Gives its code back once nothing runs it any more.</param>
internal sealed class PluginVersion(RegisteredContributions contributions, IReadOnlyCollection<object> instances, Action unload)
{
    /// <summary>What it contributes.</summary>
    public RegisteredContributions Contributions => contributions;

    /// <summary>Names the content of the files that it was made of.</summary>
    public required string Id { get; init; }

    /// <summary>Ends a version that a newer one has replaced. A call that runs in it right now ends by itself; its memory is freed after that.</summary>
    public void End(PluginFile plugin, ILogger logger)
    {
        foreach (IDisposable instance in instances.OfType<IDisposable>())
        {
            try
            {
                instance.Dispose();
            }
#pragma warning disable CA1031 // Whatever a plugin throws must not reach the engine.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                Log.DisposeFailed(logger, plugin.ToString(), PluginErrors.Message(exception));
            }
        }

        unload();
    }
}
