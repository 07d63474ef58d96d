using System.Collections;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Values;

/// <summary>Lets templates read lists that other passes and templates share, and never write them.</summary>
internal sealed class ReadOnlyListAccessor : IListAccessor
{
    /// <summary>It has no state.</summary>
    public static ReadOnlyListAccessor Only { get; } = new();

    public int GetLength(TemplateContext context, SourceSpan span, object target) => ((IList)target).Count;

    public object? GetValue(TemplateContext context, SourceSpan span, object target, int index)
    {
        var list = (IList)target;
        return index >= 0 && index < list.Count ? list[index] : null;
    }

    public void SetValue(TemplateContext context, SourceSpan span, object target, int index, object? value) =>
        throw new ScriptRuntimeException(span, "this list is read-only; 'array.add' and the like make a new one");
}
