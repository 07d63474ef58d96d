namespace Basenode.Haproxy.Model;

/// <summary>The <c>defaults</c> sections in the order of the file, each with what it takes from the ones that it is made <c>from</c>.</summary>
internal sealed class DefaultsChain
{
    private readonly Dictionary<string, IReadOnlyList<Directive>> named = new(StringComparer.Ordinal);
    private IReadOnlyList<Directive> last = [];

    /// <summary>Takes a <c>defaults</c> section. Its own lines come after those that it takes over.</summary>
    public void Add(Section section)
    {
        last = [.. Source(section) is { } source ? named.GetValueOrDefault(source, []) : [], .. section.Directives];
        if (section.Header is { Words: [_, var name, ..] } && name != "from")
        {
            named[name] = last;
        }
    }

    /// <summary>All lines that hold for a section that comes next, in order: the last one of a kind counts.</summary>
    public IReadOnlyList<Directive> Of(Section section) => Source(section) is { } source ? named.GetValueOrDefault(source, []) : last;

    private static string? Source(Section section) => section.Header is not { } header ? null : header.Words switch
    {
        ["defaults", "from", var name, ..] => name,
        [_, _, "from", var name, ..] => name,
        _ => null,
    };
}
