namespace Basenode.EndToEnd.Tests.Documentation;

/// <summary>A fenced block of a Markdown file.</summary>
/// <param name="Line">The line of its opening fence, from 1.</param>
/// <param name="Language">The word after the fence.</param>
/// <param name="Argument">What follows the word: a path to write the block to, or <c>exit=N</c>.</param>
/// <param name="Text">The block's text.</param>
internal sealed record MarkdownBlock(int Line, string Language, string Argument, string Text)
{
    /// <summary>All fenced blocks of a file, in order.</summary>
    public static IReadOnlyList<MarkdownBlock> Read(string path)
    {
        var blocks = new List<MarkdownBlock>();
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                continue;
            }

            int end = Array.FindIndex(lines, i + 1, line => line.StartsWith("```", StringComparison.Ordinal));
            string[] words = lines[i][3..].Split(' ', 2);
            blocks.Add(new MarkdownBlock(i + 1, words[0], words.ElementAtOrDefault(1) ?? "", string.Join('\n', lines[(i + 1)..end]) + "\n"));
            i = end;
        }

        return blocks;
    }
}
