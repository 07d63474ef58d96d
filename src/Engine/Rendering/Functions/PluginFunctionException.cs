using Scriban.Parsing;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>The code of a plugin's function threw.</summary>
internal sealed class PluginFunctionException(SourceSpan span, string message) : ScriptRuntimeException(span, message);
