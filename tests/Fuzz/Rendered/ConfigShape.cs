using System.Text.RegularExpressions;

namespace Basenode.Fuzz.Rendered;

/// <summary>
/// The shape of a haproxy.cfg as lines to compare: names of sections by their order, since a hostile service has another name than a plain one, and servers by
/// address and options in a fixed order, since their names come from node and ID. That names are whole, safe and different is checked on the way.
/// </summary>
internal static partial class ConfigShape
{
    /// <summary>Reads the shape.</summary>
    /// <exception cref="FuzzException">The text is no good file.</exception>
    public static IReadOnlyList<string> Of(string text)
    {
        IReadOnlyList<ConfigSection> sections = HaproxyTokens.Read(text);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<(string, string)>();
        foreach (ConfigSection section in sections)
        {
            if (!SafeName().IsMatch(section.Name) || section.Rest.Length > 0 || !seen.Add((section.Keyword, section.Name)))
            {
                throw new FuzzException($"section '{section.Keyword} {section.Name} {section.Rest}' has an odd name, stands twice, or has further words");
            }

            names.TryAdd(section.Name, section.Name.Length == 0 ? "" : $"name{names.Count}");
        }

        var shape = new List<string>();
        foreach (ConfigSection section in sections)
        {
            shape.Add($"{section.Keyword} {names[section.Name]}");
            shape.AddRange(section.Lines.Where(words => words[0] != "server").Select(words => $"  {string.Join('|', words.Select(word => names.GetValueOrDefault(word, word)))}"));
            shape.AddRange(Servers(section).Order(StringComparer.Ordinal));
        }

        return shape;
    }

    private static List<string> Servers(ConfigSection section)
    {
        IReadOnlyList<string>[] servers = [.. section.Lines.Where(words => words[0] == "server")];
        if (servers.Select(words => words[1]).Distinct(StringComparer.Ordinal).Count() != servers.Length)
        {
            throw new FuzzException($"{section.Keyword} {section.Name} has two servers of one name");
        }

        return [.. servers.Select(words => SafeName().IsMatch(words[1])
            ? $"  server {string.Join('|', words.Skip(2))}"
            : throw new FuzzException($"a server has the name '{words[1]}'"))];
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_.:-]*\z")]
    private static partial Regex SafeName();
}
