using Basenode.Plugins;

namespace Basenode.Engine.Plugins;

/// <summary>What a plugin's registration threw, in words.</summary>
internal sealed class RegistrationException(string message) : Exception(message)
{
    /// <summary>
    /// A registration whose exceptions are described on the thread that runs the plugin, under its watchdog: an exception's message may be code of the plugin too.
    /// </summary>
    public static Func<IPluginRegistry, Task> Describing(Func<IPluginRegistry, Task> register, Func<Exception, string> describe) => async registry =>
    {
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
