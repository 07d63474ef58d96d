using Basenode.Engine.Configuration;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.Registration;

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
                { IsHung: true } => (null, $"{plugin.Path}: did not return within {limit.TotalSeconds:0.###} s; slow work belongs in Variables"),
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

/// <summary>What a plugin's registration threw, in words.</summary>
internal sealed class RegistrationException(string message) : Exception(message)
{
    /// <summary>
    /// A registration whose exceptions are described on the thread that runs the plugin, under its watchdog: an exception's message may be code of the plugin too.
    /// </summary>
    public static Func<IPluginRegistry, Task> Describing(PluginFile plugin, Func<IPluginRegistry, Task> register, Func<Exception, string> describe) => async registry =>
    {
        using IDisposable entered = RunningPlugin.Enter(plugin.FileName);
        try
        {
            await register(registry);
        }
        catch (Exception exception)
        {
            throw new RegistrationException(describe(exception));
        }
    };
}
