using Basenode.Plugins;

namespace Basenode.Supervisor;

/// <summary>Registers the family of reload actions <c>supervisor</c>: <c>Use("supervisor", "restart", "nginx")</c>.</summary>
public sealed class SupervisorPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry plugins)
    {
        SupervisorSettings settings = SupervisorSettings.From(plugins.Settings);
        plugins.Reload("supervisor", arguments => new SupervisorReload(settings, SupervisorCommand.Parse(arguments), TimeProvider.System, plugins.Log));
    }
}
