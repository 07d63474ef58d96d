namespace Basenode.Engine.Plugins.Scripts;

/// <summary>One source file: a script, or what it loads.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Text">Its content, as it is compiled.</param>
internal sealed record ScriptText(string Path, string Text);
