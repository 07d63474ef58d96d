using Scriban.Parsing;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering;

/// <summary>The code of a plugin's function threw.</summary>
internal sealed class PluginFunctionException(SourceSpan span, string message) : ScriptRuntimeException(span, message);
