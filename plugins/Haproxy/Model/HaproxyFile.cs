namespace Basenode.Haproxy.Model;

/// <summary>A configuration file as sections of words. What plans are made from; no line of it is ever written back.</summary>
/// <param name="Sections">In the order of the file, which matters: a <c>defaults</c> section holds for those after it.</param>
internal sealed record HaproxyFile(IReadOnlyList<Section> Sections)
{
    /// <summary>The text that it was read from; null when it was not.</summary>
    public string? Text { get; init; }

    /// <summary>Where each section begins; empty when it was not read from a text.</summary>
    public SectionPlace[] Places { get; init; } = [];

    /// <summary>Whether it has any section at all: a target may be another file that HAProxy reads, such as a map.</summary>
    public bool IsConfiguration => Sections.Any(section => section.Header is not null);

    /// <summary>Whether parts of it hold only under conditions that HAProxy alone evaluates.</summary>
    public bool HasConditions => AllDirectives.Any(directive => directive.Keyword is ".if" or ".elif" or ".else" or ".endif");

    /// <summary>All lines of all sections, without the headers.</summary>
    public IEnumerable<Directive> AllDirectives => Sections.SelectMany(section => section.Directives);

    /// <summary>The same without the servers of some backends.</summary>
    public HaproxyFile WithoutServers(Predicate<Section> ofWhich) =>
        new([.. Sections.Select(section => ofWhich(section) ? section.WithoutServers() : section)]);

    /// <summary>Reads any text: what HAProxy would refuse becomes words like the rest.</summary>
    public static HaproxyFile Parse(string text) => KnownFiles.Parse(text);
}
