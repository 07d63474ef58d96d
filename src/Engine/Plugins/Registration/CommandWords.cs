using System.Text;
using System.Text.RegularExpressions;
using Basenode.Engine.Text;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>Splits a command line into words as a POSIX shell does: blanks, quotes, backslashes. What else means something to a shell is refused outside quotes.</summary>
/// <remarks>
/// A placeholder such as <c>{{ candidate }}</c> never splits, whatever blanks stand in it, and leaves here with one blank on each side, as it stands in
/// <see cref="Placeholders.All"/>: what delivers the target puts the value in, after the splitting, so that a value with blanks stays one word.
/// </remarks>
internal static class CommandWords
{
    /// <summary>Splits a command line.</summary>
    /// <exception cref="ArgumentException">It is empty, a quote is not closed, a placeholder is unknown, or it needs a shell.</exception>
    public static IReadOnlyList<string> Split(string command)
    {
        var words = new List<string>();
        var reader = new Reader(command);
        while (reader.Next() is { } word)
        {
            words.Add(word);
        }

        return words.Count > 0 && words[0].Length > 0 ? words : throw new ArgumentException("a command must name a program; this one is empty");
    }

    private sealed class Reader(string command)
    {
        private readonly StringBuilder word = new();
        private int at;

        // Null at the end. An empty word is one too: '' is an argument.
        public string? Next()
        {
            while (at < command.Length && IsBlank(command[at]))
            {
                at++;
            }

            if (at == command.Length)
            {
                return null;
            }

            word.Clear();
            while (at < command.Length && !IsBlank(command[at]))
            {
                TakeOne();
            }

            return word.ToString();
        }

        private void TakeOne()
        {
            switch (command[at])
            {
                case '\'':
                    TakeQuoted('\'');
                    break;
                case '"':
                    TakeQuoted('"');
                    break;
                case '\\' when at + 1 == command.Length:
                    throw new ArgumentException($"the command '{command}' ends with a backslash, which must stand before another character");
                case '\\':
                    TakeEscaped();
                    break;
                case var _ when ShellSyntax.Find(command.AsSpan(at)) is { } found:
                    throw new ArgumentException(ShellSyntax.Complaint(found, command));
                default:
                    TakePlain();
                    break;
            }
        }

        private void TakeQuoted(char quote)
        {
            int opened = at++;
            while (at < command.Length && command[at] != quote)
            {
                // Between double quotes a backslash stays, unless what follows would mean something there.
                if (quote == '"' && command[at] == '\\' && at + 1 < command.Length && "$`\"\\\n".Contains(command[at + 1]))
                {
                    TakeEscaped();
                }
                else
                {
                    TakePlain();
                }
            }

            if (at == command.Length)
            {
                throw new ArgumentException($"the quote {quote} at character {opened + 1} of the command '{command}' is not closed");
            }

            at++;
        }

        private void TakeEscaped()
        {
            if (command[at + 1] != '\n')
            {
                word.Append(command[at + 1]);
            }

            at += 2;
        }

        private void TakePlain()
        {
            if (command.AsSpan(at).StartsWith("{{"))
            {
                TakePlaceholder();
            }
            else
            {
                word.Append(command[at++]);
            }
        }

        private void TakePlaceholder()
        {
            int end = command.IndexOf("}}", at, StringComparison.Ordinal);
            string text = end < 0 ? command[at..] : command[at..(end + 2)];
            word.Append((end < 0 ? null : Placeholders.Find(text[2..^2]))
                ?? throw new ArgumentException($"unknown placeholder {text} in the command '{command}'; the valid ones are {string.Join(", ", Placeholders.All)}"));
            at = end + 2;
        }

        private static bool IsBlank(char character) => character is ' ' or '\t' or '\n' or '\r';
    }
}

/// <summary>What a shell would not pass on as it is written. A command without a shell would, and do something else than was meant.</summary>
/// <remarks>
/// <c>?</c>, <c>[</c> and <c>~</c> are left alone: they are common in addresses (<c>http://[::1]/reload?force</c>), and a shell too leaves them as they are
/// when no file has such a name.
/// </remarks>
internal static partial class ShellSyntax
{
    // The longer first.
    private static readonly string[] Operators = ["&&", "||", ">>", "<<", "$(", "${", "&", "|", ">", "<", ";", "(", ")", "`", "*"];

    /// <summary>What a shell would take for something of its own at a place outside quotes; null when it is taken literally.</summary>
    public static string? Find(ReadOnlySpan<char> rest)
    {
        foreach (string each in Operators)
        {
            if (rest.StartsWith(each))
            {
                return each;
            }
        }

        return rest[0] != '$' || rest.Length == 1 ? null
            : rest[1] == '_' || char.IsAsciiLetter(rest[1]) ? $"${Name(rest[1..])}"
            : char.IsAsciiDigit(rest[1]) || "@#?-$!".Contains(rest[1]) ? rest[..2].ToString()
            : null;
    }

    /// <summary>Why a command is refused, and how to write it.</summary>
    public static string Complaint(string found, string command) =>
        $"'{found}' in the command '{command}' needs a shell, but commands run without one; put it in quotes if it is an argument, or run a shell: {WithShell(command)}";

    // The values of placeholders may hold anything: as arguments they cannot become part of the script.
    private static string WithShell(string command)
    {
        var used = new List<string>();
        string script = Braces().Replace(command, match =>
        {
            if (Placeholders.Find(match.Groups[1].Value) is not { } placeholder)
            {
                return match.Value;
            }

            if (!used.Contains(placeholder))
            {
                used.Add(placeholder);
            }

            return $"\"${used.IndexOf(placeholder) + 1}\"";
        });
        if (command.AsSpan().ContainsAny('\'', '"'))
        {
            script = used.Count > 0 ? "…\"$1\"…" : "…";
        }

        return $"sh -c '{script}'{(used.Count > 0 ? $" sh {string.Join(' ', used)}" : "")}";
    }

    private static string Name(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && (text[length] == '_' || char.IsAsciiLetterOrDigit(text[length])))
        {
            length++;
        }

        return text[..length].ToString();
    }

    [GeneratedRegex(@"\{\{(.*?)\}\}")]
    private static partial Regex Braces();
}
