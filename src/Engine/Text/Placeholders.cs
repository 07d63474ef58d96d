using System.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Text;

/// <summary>Puts paths and names into the words of a command line: <c>{{ candidate }}</c>, <c>{{ destination }}</c>, <c>{{ template }}</c>, <c>{{ target }}</c>.</summary>
/// <remarks>Words are split before, so that a value with blanks or quotes stays one word.</remarks>
internal static class Placeholders
{
    private static readonly string[] Names = ["candidate", "destination", "template", "target"];

    /// <summary>All of them as they are written: <c>{{ candidate }}</c>.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(name => $"{{{{ {name} }}}}")];

    /// <summary>What is between the braces, in the one form that is in <see cref="All"/>; null when it is no placeholder.</summary>
    public static string? Find(string name) => Names.Contains(name.Trim()) ? $"{{{{ {name.Trim()} }}}}" : null;

    /// <summary>The command with the values of one check.</summary>
    public static IReadOnlyList<string> Fill(CommandAction command, CheckRequest request) => Fill(command, name => name switch
    {
        "candidate" => request.Candidate,
        "destination" => request.Destination,
        "template" => request.Template ?? "",
        "target" => request.Target,
        _ => null,
    });

    /// <summary>The command with the values of one target's reload; the candidate is in place by then.</summary>
    public static CommandAction FillForReload(CommandAction command, string target, string? template, string destination) => command with
    {
        Words = Fill(command, name => name switch
        {
            "candidate" or "destination" => destination,
            "template" => template ?? "",
            "target" => target,
            _ => null,
        }),
    };

    private static IReadOnlyList<string> Fill(CommandAction command, Func<string, string?> value) =>
        [.. command.Words.Select(word => FillWord(word, value))];

    // What is between braces and has no value stays as it is: a Go template, for one.
    private static string FillWord(string word, Func<string, string?> value)
    {
        var filled = new StringBuilder();
        int from = 0;
        while (word.IndexOf("{{", from, StringComparison.Ordinal) is >= 0 and int open
            && word.IndexOf("}}", open, StringComparison.Ordinal) is >= 0 and int close)
        {
            string text = value(word[(open + 2)..close].Trim()) ?? word[open..(close + 2)];
            filled.Append(word, from, open - from).Append(text);
            from = close + 2;
        }

        return filled.Append(word, from, word.Length - from).ToString();
    }
}
