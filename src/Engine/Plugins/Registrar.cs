using Basenode.Engine.Configuration;
using Basenode.Engine.Plugins.Registration;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins;

/// <summary>Lets a plugin register, with a watchdog: nothing that a plugin does there, not even a loop without end, stops the engine.</summary>
internal sealed class Registrar(EngineSettings settings, ReloadFinder reloads, TimeProvider time, TimeSpan limit, ILoggerFactory loggers)
{
    private int hung;

    /// <summary>How many registrations were given up and have still not ended. A thread cannot be stopped from outside.</summary>
    public int Hung => Volatile.Read(ref hung);

    /// <summary>Runs a plugin's registration.</summary>
    /// <param name="register">The plugin's code.</param>
    /// <param name="describe">Puts an exception of it into words.</param>
    /// <returns>What was registered, or what went wrong.</returns>
    public async Task<(RegisteredContributions? Contributions, string? Error)> RegisterAsync(
        PluginFile plugin,
        Func<IPluginRegistry, Task> register,
        Func<Exception, string> describe,
        CancellationToken cancellationToken)
    {
        var registration = new PluginRegistration(plugin, SettingsOf(plugin), loggers.CreateLogger($"Basenode.Plugins.{plugin.Name}"), reloads);

        // A thread of its own: one that never ends must not be missing from the pool.
        Task running = Task.Factory.StartNew(
            () => register(registration),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default).Unwrap();
        try
        {
            await running.WaitAsync(limit, time, cancellationToken);
            return (registration.Close(), null);
        }
        catch (TimeoutException) when (!running.IsCompleted)
        {
            registration.Close();
            Interlocked.Increment(ref hung);
            _ = running.ContinueWith(ended => _ = (ended.Exception, Interlocked.Decrement(ref hung)), TaskScheduler.Default);
            return (null, $"{plugin.Path}: did not return within {limit.TotalSeconds:0.###} s; slow work belongs into Variables");
        }
#pragma warning disable CA1031 // Whatever a plugin throws becomes its error.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            registration.Close();
            return (null, describe(exception));
        }
    }

    private PluginSettings SettingsOf(PluginFile plugin) =>
        new($"plugins.{plugin.Name}", settings.Plugins.GetValueOrDefault(plugin.Name) ?? new Dictionary<string, object>());
}
