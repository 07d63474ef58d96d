namespace Basenode.Plugins;

/// <summary>The one entry point of a plugin assembly. A <c>.csx</c> script is the body of <see cref="Register"/> and needs no class.</summary>
/// <remarks>
/// The engine creates each public class with a parameterless constructor that implements this, once for every load of the assembly,
/// and calls <see cref="Register"/> once. An exception is caught, named in the log and the status, and the last good contributions of
/// this plugin stay. A plugin that also implements <see cref="IDisposable"/> is disposed when a newer version has taken its place.
/// </remarks>
public interface IPlugin
{
    /// <summary>Registers what the plugin contributes. Must return within ten seconds; slow work belongs in <c>Variables</c>.</summary>
    /// <param name="plugins">Where contributions go; usable only until this method returns, except for <see cref="IPluginRegistry.Log"/>.</param>
    void Register(IPluginRegistry plugins);
}
