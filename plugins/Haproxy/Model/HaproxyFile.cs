namespace Basenode.Haproxy.Model;

/// <summary>A configuration file as sections of words. What plans are made from; no line of it is ever written back.</summary>
/// <param name="Sections">In the order of the file, which matters: a <c>defaults</c> section holds for those after it.</param>
internal sealed record HaproxyFile(IReadOnlyList<Section> Sections)
{
    private static readonly HashSet<string> Openers = new(StringComparer.Ordinal)
    {
        "acme", "backend", "cache", "crt-store", "defaults", "fcgi-app", "frontend", "global", "http-errors", "listen", "log-forward", "log-profile",
        "mailers", "namespace_list", "peers", "program", "resolvers", "ring", "traces", "userlist",
    };

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
    public static HaproxyFile Parse(string text)
    {
        var sections = new List<Section>();
        Directive? header = null;
        var directives = new List<Directive>();
        int number = 0;
        foreach (string line in text.Split('\n'))
        {
            number++;
            IReadOnlyList<string> words = LineWords.Split(line);
            if (words.Count == 0)
            {
                continue;
            }

            var directive = new Directive(words, number);
            if (!Openers.Contains(directive.Keyword))
            {
                directives.Add(directive);
                continue;
            }

            Close();
            (header, directives) = (directive, []);
        }

        Close();
        return new HaproxyFile(sections);

        void Close()
        {
            if (header is not null || directives.Count > 0)
            {
                sections.Add(new Section(header, directives));
            }
        }
    }
}
