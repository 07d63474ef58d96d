using System.Globalization;
using System.Text;

namespace Basenode.Fuzz.Rendered;

/// <summary>
/// Reads haproxy.cfg by the rules of HAProxy's manual ("quoting and escaping", "environment variables"), with nothing of the product's own reader. As strict as a
/// rendered file has to be: a character that is neither a line break nor printable ASCII is an error, and so is a variable.
/// </summary>
internal static class HaproxyTokens
{
    private static readonly HashSet<string> SectionKeywords =
    [
        "global", "defaults", "frontend", "backend", "listen", "peers", "resolvers", "userlist", "mailers", "ring", "cache", "program", "http-errors", "log-forward", "fcgi-app", "crt-store", "traces", "acme",
    ];

    /// <summary>The sections of a text, in order.</summary>
    public static IReadOnlyList<ConfigSection> Read(string text)
    {
        var sections = new List<ConfigSection>();
        string[] lines = text.Split('\n');
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1];
            if (line.Any(letter => letter is < ' ' or > '~'))
            {
                throw new FuzzException($"line {number} has a character that is not printable: {line}");
            }

            List<string> words = Words(line, number);
            if (words.Count == 0)
            {
                continue;
            }

            if (SectionKeywords.Contains(words[0]))
            {
                sections.Add(new ConfigSection(words[0], words.ElementAtOrDefault(1) ?? "", string.Join(' ', words.Skip(2)), []));
            }
            else if (sections.Count == 0)
            {
                throw new FuzzException($"line {number} belongs to no section: {line}");
            }
            else
            {
                sections[^1].Lines.Add(words);
            }
        }

        return sections;
    }

    // Outside quotes: blanks part words, # ends the line, a backslash escapes. Weak quotes: backslash and $. Strong quotes: all as it stands.
    private static List<string> Words(string line, int number)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isInWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char letter = line[i];
            if (letter == '\\' && quote != '\'')
            {
                (string escaped, int length) = Escaped(line, i, quote, number);
                word.Append(escaped);
                i += length - 1;
                isInWord = true;
            }
            else if (letter is '"' or '\'' && quote == '\0')
            {
                (quote, isInWord) = (letter, true);
            }
            else if (letter == quote)
            {
                quote = '\0';
            }
            else if (letter == '$' && quote == '"')
            {
                throw new FuzzException($"line {number} reads an environment variable: {line}");
            }
            else if (quote == '\0' && letter == '#')
            {
                break;
            }
            else if (quote == '\0' && letter == ' ')
            {
                End();
            }
            else
            {
                word.Append(letter);
                isInWord = true;
            }
        }

        if (quote != '\0')
        {
            throw new FuzzException($"line {number} has a quote without an end: {line}");
        }

        End();
        return words;

        void End()
        {
            if (isInWord)
            {
                words.Add(word.ToString());
            }

            word.Clear();
            isInWord = false;
        }
    }

    private static (string Text, int Length) Escaped(string line, int at, char quote, int number)
    {
        char next = at + 1 < line.Length ? line[at + 1] : throw new FuzzException($"line {number} ends in a backslash: {line}");
        if (quote == '"')
        {
            return next is '"' or '\\' or '$' ? ($"{next}", 2) : ($"\\{next}", 2);
        }

        return next switch
        {
            ' ' or '#' or '\\' or '"' or '\'' => ($"{next}", 2),
            'n' => ("\n", 2),
            'r' => ("\r", 2),
            't' => ("\t", 2),
            'x' when at + 3 < line.Length && byte.TryParse(line.AsSpan(at + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) => ($"{(char)value}", 4),
            _ => ($"\\{next}", 2),
        };
    }
}

/// <summary>A section as it was read.</summary>
/// <param name="Rest">The words behind its name.</param>
internal sealed record ConfigSection(string Keyword, string Name, string Rest, List<IReadOnlyList<string>> Lines);
