namespace Basenode.Haproxy.Model;

/// <summary>A section of a configuration: <c>frontend web</c> with the lines up to the next section.</summary>
/// <param name="Header">The line that opens it; null for what stands before the first section.</param>
/// <param name="Directives">Its lines in order, without blank ones and comments.</param>
internal sealed record Section(Directive? Header, IReadOnlyList<Directive> Directives)
{
    /// <summary>Its keyword, such as <c>backend</c>; empty for what stands before the first section.</summary>
    public string Kind => Header?.Keyword ?? "";

    /// <summary>Its name; empty where it has none, as <c>global</c>.</summary>
    public string Name => Header is { Words: [_, var name, ..] } && !(name == "from" && Kind == "defaults") ? name : "";

    /// <summary>Kind and name as a person says them: <c>frontend web</c>, <c>global</c>.</summary>
    public string Title => Header is null ? "what stands before the first section" : Name.Length == 0 ? Kind : $"{Kind} {Name}";

    /// <summary>Whether its <c>server</c> lines are servers that take traffic; in <c>peers</c> and <c>ring</c> sections they are something else.</summary>
    public bool HasServers => Kind is "backend" or "listen";

    /// <summary>The same without its servers: what only a new worker can change.</summary>
    public Section WithoutServers() => this with { Directives = [.. Directives.Where(line => line.Keyword != "server")] };

    /// <summary>Whether it says the same as another one, whatever their layout and comments.</summary>
    public bool SaysTheSameAs(Section other) =>
        (Header is null ? other.Header is null : other.Header is not null && Header.SaysTheSameAs(other.Header))
        && Directives.Count == other.Directives.Count
        && Directives.Zip(other.Directives).All(pair => pair.First.SaysTheSameAs(pair.Second));
}
