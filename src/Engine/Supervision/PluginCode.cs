namespace Basenode.Engine.Supervision;

/// <summary>Names a piece of a plugin's code for the watchdog, the log and the note about what is running.</summary>
/// <param name="Plugin">The plugin's file name: <c>web.csx</c>.</param>
/// <param name="Part">Which part of it runs.</param>
/// <param name="Name">Which one of several: a check's or target's name; empty where there is one.</param>
internal readonly record struct PluginCode(string Plugin, PluginPart Part, string Name = "")
{
    /// <summary>Names the content of the plugin's files. Empty for the version that serves, which the stages do not know.</summary>
    public string Content { get; init; } = "";

    /// <summary>The object that is called, where one is kept: after an edit it is another one, and that may run though the one before hangs.</summary>
    public object? Version { get; init; }

    /// <summary><c>web.csx: Variables</c>, <c>web.csx: check nginx</c>.</summary>
    public override string ToString() => $"{Plugin}: {Part switch
    {
        PluginPart.Registration => "registration",
        PluginPart.Variables => "Variables",
        PluginPart.Rendering => "rendering",
        PluginPart.Check => "check",
        PluginPart.Reload => "reload",
        _ => "Dispose",
    }}{(Name.Length > 0 ? $" {Name}" : "")}";
}

/// <summary>The parts of a plugin that the engine calls.</summary>
internal enum PluginPart
{
    /// <summary>The script's statements, or <c>IPlugin.Register</c>.</summary>
    Registration,

    /// <summary>The code of <c>Variables(…)</c>, and lazy values of variables.</summary>
    Variables,

    /// <summary>A target's content, or a template function while a template renders.</summary>
    Rendering,

    /// <summary>A check.</summary>
    Check,

    /// <summary>A reload action.</summary>
    Reload,

    /// <summary>The end of a version that was replaced or removed.</summary>
    Disposal,
}
