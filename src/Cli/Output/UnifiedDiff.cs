using DiffPlex;
using DiffPlex.Model;

namespace Basenode.Cli.Output;

/// <summary>Writes the difference of two texts in the format of <c>diff -u</c>. DiffPlex finds what differs.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;
    private static readonly LineKeeper Lines = new();

    /// <summary>The hunks; empty when the texts are equal.</summary>
    public static IEnumerable<DiffLine> Hunks(string before, string after)
    {
        DiffResult difference = new Differ().CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, Lines);
        IList<DiffBlock> blocks = difference.DiffBlocks;
        for (int first = 0; first < blocks.Count;)
        {
            int last = first;
            while (last + 1 < blocks.Count && blocks[last + 1].DeleteStartA - EndA(blocks[last]) <= 2 * Context)
            {
                last++;
            }

            foreach (DiffLine line in Hunk(difference, first, last))
            {
                yield return line;
            }

            first = last + 1;
        }
    }

    private static int EndA(DiffBlock block) => block.DeleteStartA + block.DeleteCountA;

    private static IEnumerable<DiffLine> Hunk(DiffResult difference, int first, int last)
    {
        IReadOnlyList<string> old = difference.PiecesOld;
        IReadOnlyList<string> now = difference.PiecesNew;
        DiffBlock opening = difference.DiffBlocks[first];
        DiffBlock closing = difference.DiffBlocks[last];
        int lead = Math.Min(Context, opening.DeleteStartA);
        int trail = Math.Min(Context, old.Count - EndA(closing));
        int startA = opening.DeleteStartA - lead;
        int startB = opening.InsertStartB - lead;
        string a = Range(startA, EndA(closing) + trail - startA);
        string b = Range(startB, closing.InsertStartB + closing.InsertCountB + trail - startB);
        yield return new DiffLine('@', $"@@ -{a} +{b} @@");

        int position = startA;
        for (int i = first; i <= last; i++)
        {
            DiffBlock block = difference.DiffBlocks[i];
            IEnumerable<DiffLine> lines =
            [
                .. Signed(' ', old, position, block.DeleteStartA),
                .. Signed('-', old, block.DeleteStartA, EndA(block)),
                .. Signed('+', now, block.InsertStartB, block.InsertStartB + block.InsertCountB),
            ];
            foreach (DiffLine line in lines)
            {
                yield return line;
            }

            position = EndA(block);
        }

        foreach (DiffLine line in Signed(' ', old, position, position + trail))
        {
            yield return line;
        }
    }

    private static IEnumerable<DiffLine> Signed(char sign, IReadOnlyList<string> lines, int start, int end)
    {
        for (int i = start; i < end; i++)
        {
            bool isEnded = lines[i].EndsWith('\n');
            yield return new DiffLine(sign, $"{sign}{(isEnded ? lines[i][..^1] : lines[i])}");
            if (!isEnded)
            {
                yield return new DiffLine('\\', "\\ No newline at end of file");
            }
        }
    }

    /// <summary>A range counts from one; an empty one names the line before it; a single line needs no count.</summary>
    private static string Range(int start, int count) => count switch
    {
        0 => $"{start},0",
        1 => $"{start + 1}",
        _ => $"{start + 1},{count}",
    };

    /// <summary>Cuts after each line feed and nowhere else, and keeps it: so a missing last one is a difference, and a carriage return is text.</summary>
    private sealed class LineKeeper : IChunker
    {
        public IReadOnlyList<string> Chunk(string text)
        {
            var lines = new List<string>();
            for (int start = 0; start < text.Length;)
            {
                int feed = text.IndexOf('\n', start);
                int end = feed < 0 ? text.Length : feed + 1;
                lines.Add(text[start..end]);
                start = end;
            }

            return lines;
        }
    }
}
