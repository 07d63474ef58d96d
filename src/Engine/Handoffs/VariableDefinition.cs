namespace Basenode.Engine.Handoffs;

/// <summary>One variable with a fixed value, as the plugin gave it.</summary>
internal sealed record VariableDefinition(string Name, object? Value, string Plugin)
{
    /// <summary>The path of the plugin, which is its own: two plugins may have one file name.</summary>
    public string PluginPath { get; init; } = Plugin;
}
