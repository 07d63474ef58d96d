using Basenode.Plugins;

namespace __CLASS__;

/// <summary>What the plugin contributes. A script has the same members, without the class around them.</summary>
public sealed class __CLASS__Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry plugins)
    {
        // The plugin's own table of basenode.toml, [plugins.__NAME__]; an absent key is the default.
        string greeting = plugins.Settings.Text("greeting", "hello");

        // A function for templates:  {{ greet "world" }}
        plugins.Function("greet", (string name) => $"{greeting} {name}");

        // A named check and a named reload, for scripts:  check: Use("__NAME__"), reload: Use("__NAME__")
        plugins.Check("__NAME__", (request, _) => Task.FromResult(
            request.Content.Length > 0 ? CheckResult.Accept : CheckResult.Refuse("the file would be empty")));
        plugins.Reload("__NAME__", plugins.Run("true"));
    }
}
