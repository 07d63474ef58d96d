namespace Basenode.Engine.Plugins.Files;

/// <summary>An assembly that a script refers to with <c>#r</c>.</summary>
/// <param name="From">The source file that holds the directive.</param>
/// <param name="Directive">The directive's argument as written.</param>
/// <param name="Path">The assembly's absolute path; null for one of the framework, which every script sees anyway.</param>
/// <param name="Hash">A hash of its content, so that what is compiled is what the cache's key says; null with the path.</param>
internal sealed record ScriptReference(string From, string Directive, string? Path, string? Hash);
