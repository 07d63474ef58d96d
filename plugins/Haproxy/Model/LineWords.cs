using System.Globalization;
using System.Text;

namespace Basenode.Haproxy.Model;

/// <summary>Splits a line into words as HAProxy does: blanks separate, <c>#</c> starts a comment, quotes and backslashes protect.</summary>
/// <remarks>There is no continuation of lines. A quote that is not closed takes the rest of the line: HAProxy refuses such a file, so any reading will do.</remarks>
internal static class LineWords
{
    private const char None = '\0';

    /// <summary>The words of one line; none for a blank line or a comment.</summary>
    public static IReadOnlyList<string> Split(ReadOnlySpan<char> line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        bool isOpen = false;
        char quote = None;
        for (int index = 0; index < line.Length; index++)
        {
            char character = line[index];
            if (quote == None && (character is '#' or '\r'))
            {
                break;
            }

            if (quote == None && (character is ' ' or '\t'))
            {
                CloseWord();
                continue;
            }

            isOpen = true;
            if (character is '"' or '\'' && (quote == None || quote == character))
            {
                quote = quote == None ? character : None;
            }
            else if (character == '\\' && quote != '\'')
            {
                index += Unescape(line[index..], quote, word);
            }
            else
            {
                word.Append(character);
            }
        }

        CloseWord();
        return words;

        void CloseWord()
        {
            if (isOpen)
            {
                words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
        }
    }

    // Appends what an escape stands for, and returns how many characters it has after the backslash. One that HAProxy does not know stays as it is:
    // regular expressions are written that way.
    private static int Unescape(ReadOnlySpan<char> escape, char quote, StringBuilder word)
    {
        if (escape.Length > 3 && escape[1] == 'x' && byte.TryParse(escape[2..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
        {
            word.Append((char)value);
            return 3;
        }

        char? meaning = escape.Length < 2 ? null : escape[1] switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            ' ' or '\\' or '#' or '"' or '\'' => escape[1],
            '$' when quote == '"' => '$',
            _ => null,
        };
        word.Append(meaning ?? '\\');
        return meaning is null ? 0 : 1;
    }
}
