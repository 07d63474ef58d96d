using Basenode.Engine.Rendering.Functions;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering.Fragments;

/// <summary>One call of a plugin's function and what it gave. It is asked again before the fragment is used: what it answers may be the plugin's own.</summary>
/// <param name="Function">The function.</param>
/// <param name="Arguments">Fixed values.</param>
/// <param name="Result">A fixed value.</param>
internal sealed record NotedCall(PluginFunction Function, ScriptArray Arguments, object? Result);
