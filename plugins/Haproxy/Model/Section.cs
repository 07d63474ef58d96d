namespace Basenode.Haproxy.Model;

/// <summary>A section of a configuration: <c>frontend web</c> with the lines up to the next section.</summary>
/// <param name="Header">The line that opens it; null for what stands before the first section.</param>
/// <param name="Directives">Its lines in order, without blank ones and comments.</param>
internal sealed record Section(Directive? Header, IReadOnlyList<Directive> Directives)
{
    private Section? withoutServers;

    /// <summary>Stands for what it says, wherever it is: the same object in each file that it was taken over into.</summary>
    public object Content { get; private init; } = new();

    /// <summary>Its keyword, such as <c>backend</c>; empty for what stands before the first section.</summary>
    public string Kind => Header?.Keyword ?? "";

    /// <summary>Its name; empty where it has none, as <c>global</c>.</summary>
    public string Name => Header is { Words: [_, var name, ..] } && !(name == "from" && Kind == "defaults") ? name : "";

    /// <summary>Kind and name as a person says them: <c>frontend web</c>, <c>global</c>.</summary>
    public string Title => Header is null ? "what stands before the first section" : Name.Length == 0 ? Kind : $"{Kind} {Name}";

    /// <summary>Whether its <c>server</c> lines are servers that take traffic; in <c>peers</c> and <c>ring</c> sections they are something else.</summary>
    public bool HasServers => Kind is "backend" or "listen";

    /// <summary>The same without its servers: what only a new worker can change.</summary>
    public Section WithoutServers() => withoutServers ??= new Section(Header, [.. Directives.Where(line => line.Keyword != "server")]);

    /// <summary>The same some lines further on.</summary>
    public Section Further(int lines) => lines == 0 ? this : new Section(Further(Header, lines), [.. Directives.Select(line => Further(line, lines)!)])
    {
        Content = Content,
        withoutServers = WithoutServers(),
    };

    /// <summary>Whether it says the same as another one, whatever their layout and comments.</summary>
    public bool SaysTheSameAs(Section other) => ReferenceEquals(Content, other.Content) || ReferenceEquals(this, other) ||
        ((Header is null ? other.Header is null : other.Header is not null && Header.SaysTheSameAs(other.Header))
        && Directives.Count == other.Directives.Count
        && Directives.Zip(other.Directives).All(pair => pair.First.SaysTheSameAs(pair.Second)));

    private static Directive? Further(Directive? line, int lines) => line is null ? null : line with { Line = line.Line + lines };
}
