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
        throw new ScriptRuntimeException(span, "this list is read-only; use 'array.add', which returns a new list");
}

/// <summary>Lets Scriban read the contract's records, and the entries of a map, without reflection. Nothing can be written.</summary>
internal sealed class RecordAccessor : IObjectAccessor
{
    /// <summary>It has no state.</summary>
    public static RecordAccessor Only { get; } = new();

    public bool HasIndexer => false;

    public Type? IndexType => null;

    public int GetMemberCount(TemplateContext context, SourceSpan span, object target) => Names(target).Count;

    public IEnumerable<string> GetMembers(TemplateContext context, SourceSpan span, object target) => Names(target);

    public bool HasMember(TemplateContext context, SourceSpan span, object target, string member) => Names(target).Contains(member);

    public bool TryGetValue(TemplateContext context, SourceSpan span, object target, string member, out object? value)
    {
        if (target is not KeyValuePair<string, object?> entry)
        {
            return RecordMembers.TryGet(target, member, out value);
        }

        value = member == "key" ? entry.Key : entry.Value;
        return member is "key" or "value";
    }

    public bool TrySetValue(TemplateContext context, SourceSpan span, object target, string member, object? value) => false;

    public bool TryGetItem(TemplateContext context, SourceSpan span, object target, object index, out object? value)
    {
        value = null;
        return false;
    }

    public bool TrySetItem(TemplateContext context, SourceSpan span, object target, object index, object? value) => false;

    private static IReadOnlyList<string> Names(object target) =>
        target is KeyValuePair<string, object?> ? ["key", "value"] : RecordMembers.NamesOf(target);
}
