namespace Basenode.Engine.Plugins.Scripts;

/// <summary>A script to be compiled, with all sources, so that the compiler reads nothing but the assemblies that are named here.</summary>
/// <param name="Texts">The script's own text first, then what it loads.</param>
/// <param name="References">The assemblies that it refers to.</param>
internal sealed record ScriptCompilation(IReadOnlyList<ScriptText> Texts, IReadOnlyList<ScriptReference> References);
