using Basenode.Plugins;

namespace Greeting;

/// <summary>Adds a function for templates: <c>{{ greet "world" }}</c>.</summary>
public sealed class GreetingPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry plugins) => plugins.Function("greet", (string name) => $"Good morning, {name}");
}
