using Basenode.Engine.Configuration;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Supervision;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins;

/// <summary>Lets a plugin register, under the watchdog: nothing that a plugin does there, not even a loop without end, stops the engine.</summary>
internal sealed class Registrar(EngineSettings settings, ReloadFinder reloads, Watchdog watchdog, TimeSpan limit, ILoggerFactory loggers)
{
    /// <summary>Runs a plugin's registration.</summary>
    /// <param name="content">Names the content of the plugin's files.</param>
    /// <param name="register">The plugin's code.</param>
    /// <param name="describe">Puts an exception of it into words.</param>
    /// <returns>What was registered, or what went wrong.</returns>
    public async Task<(RegisteredContributions? Contributions, string? Error)> RegisterAsync(
        PluginFile plugin,
        string content,
        Func<IPluginRegistry, Task> register,
        Func<Exception, string> describe,
        CancellationToken cancellationToken)
    {
        var registration = new PluginRegistration(plugin, SettingsOf(plugin), loggers.CreateLogger($"Basenode.Plugins.{plugin.Name}"), reloads);
        try
        {
            CallResult<bool> call = await watchdog.RunAsync(
                new PluginCode(plugin.FileName, PluginPart.Registration) { Content = content },
                async _ =>
                {
                    await register(registration);
                    return true;
                },
                limit,
                cancellationToken);
            return call switch
            {
                { IsHung: true } => (null, $"{plugin.Path}: did not return within {limit.TotalSeconds:0.###} s; slow work belongs into Variables"),
                { Exception: SkippedCodeException skipped } => (null, $"{plugin.Path} is {skipped.Message}"),
                { Exception: { } exception } => (null, describe(exception)),
                _ => (registration.Close(), null),
            };
        }
        finally
        {
            registration.Close();
        }
    }

    private PluginSettings SettingsOf(PluginFile plugin) =>
        new($"plugins.{plugin.Name}", settings.Plugins.GetValueOrDefault(plugin.Name) ?? new Dictionary<string, object>());
}
