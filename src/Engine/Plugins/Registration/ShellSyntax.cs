using System.Text.RegularExpressions;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Plugins.Registration;

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
        $"there is no shell for '{found}' in the command '{command}'; put it in quotes if it is an argument, or run a shell: {WithShell(command)}";

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
