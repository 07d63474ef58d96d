using Scriban.Parsing;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering;

/// <summary>A template says a variable that is not there: a typo, or one whose contributor waits for the cluster.</summary>
internal sealed class UnknownNameException(SourceSpan span, string message) : ScriptRuntimeException(span, message);
