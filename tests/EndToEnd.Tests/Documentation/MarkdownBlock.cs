namespace Basenode.EndToEnd.Tests.Documentation;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Line">The line of its opening fence, from 1.</param>
/// <param name="Language">The word after the fence.</param>
/// <param name="Argument">What follows the word: a path to write the block to, <c>exit=N</c>, or <c>watch</c>.</param>
/// <param name="Text">The block's text.</param>
/// <param name="Above">The last line above it that is not empty.</param>
internal sealed record MarkdownBlock(int Line, string Language, string Argument, string Text, string Above)
{
    /// <summary>The path to write it to; null for none.</summary>
    public string? File => Language != "sh" && Argument.Length > 0 ? Argument : null;

    /// <summary>All fenced blocks of a file, in order.</summary>
    public static IReadOnlyList<MarkdownBlock> Read(string path)
    {
        var blocks = new List<MarkdownBlock>();
        string[] lines = System.IO.File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.FindIndex(lines, i + 1, line => line.StartsWith("```", StringComparison.Ordinal));
            string[] words = lines[i][3..].Split(' ', 2);
            blocks.Add(new MarkdownBlock(i + 1, words[0], words.ElementAtOrDefault(1) ?? "", string.Join('\n', lines[(i + 1)..end]) + "\n", lines[..i].LastOrDefault(line => line.Trim().Length > 0) ?? ""));
            i = end;
        }

        return blocks;
    }
}
