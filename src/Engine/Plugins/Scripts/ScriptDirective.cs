namespace Basenode.Engine.Plugins.Scripts;

/// <summary>A <c>#load</c> or <c>#r</c> of a script.</summary>
/// <param name="Name"><c>load</c> or <c>r</c>.</param>
/// <param name="Argument">The text between its quotes.</param>
/// <param name="Line">Counted from 1.</param>
/// <param name="Column">Of the <c>#</c>, counted from 1.</param>
internal readonly record struct ScriptDirective(string Name, string Argument, int Line, int Column);
