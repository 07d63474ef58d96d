using System.Text;
using Basenode.Engine.Handoffs;

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
                    throw new ArgumentException($"the command '{command}' ends in a backslash: there is nothing behind it to take literally");
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
