using Scriban.Parsing;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering;

/// <summary>An included template that is missing, not allowed, or has syntax errors.</summary>
internal sealed class TemplateFileException(SourceSpan span, TemplateFile file) : ScriptRuntimeException(span, file.Error!)
{
    /// <summary>Whether the message names its own place, in the included file.</summary>
    public bool HasOwnPlace { get; } = file.Path.Length > 0;
}
