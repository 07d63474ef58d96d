using Basenode.Plugins;

namespace Basenode.Engine.Model;

/// <summary>Variables computed from the cluster.</summary>
/// <param name="Get">Runs the plugin's code.</param>
/// <param name="Every">Runs it again after this time too; null for never.</param>
/// <param name="Target">The one target that sees the variables; null for all.</param>
/// <param name="Plugin">The plugin, for messages: <c>haproxy.csx</c>.</param>
internal sealed record VariablesDefinition(Func<ICluster, Task<object>> Get, TimeSpan? Every, string? Target, string Plugin)
{
    /// <summary>Whether the values are secrets.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The path of the plugin, which is its own: two plugins may have one file name.</summary>
    public string PluginPath { get; init; } = Plugin;

    /// <summary>Asks for another run; null where nothing does.</summary>
    public ChangeNotice? Notice { get; init; }
}

/// <summary>One variable with a fixed value, as the plugin gave it.</summary>
internal sealed record VariableDefinition(string Name, object? Value, string Plugin)
{
    /// <summary>Whether the value is a secret.</summary>
    public bool IsSecret { get; init; }

    /// <summary>The path of the plugin, which is its own: two plugins may have one file name.</summary>
    public string PluginPath { get; init; } = Plugin;
}

/// <summary>A template function.</summary>
internal sealed record FunctionDefinition(string Name, Delegate Function, string Plugin);
