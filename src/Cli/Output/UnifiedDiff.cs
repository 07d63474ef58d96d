using DiffPlex;
using DiffPlex.Model;

namespace Basenode.Cli.Output;

/// <summary>The difference of two texts in the format of <c>diff -u</c>. DiffPlex finds what differs.</summary>
internal sealed class UnifiedDiff
{
    /// <summary>How many unchanged lines stand around a change when nobody says.</summary>
    public const int UsualContext = 3;

    private const int LongestHeading = 60;
    private static readonly LineKeeper Lines = new();
    private readonly DiffResult difference;

    /// <summary>Compares two texts.</summary>
    public UnifiedDiff(string before, string after) => difference = new Differ().CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, Lines);

    /// <summary>How many lines are new.</summary>
    public int Added => difference.DiffBlocks.Sum(block => block.InsertCountB);

    /// <summary>How many lines are gone.</summary>
    public int Removed => difference.DiffBlocks.Sum(block => block.DeleteCountA);

    /// <summary>The hunks; empty when the texts are equal.</summary>
    public static IEnumerable<DiffLine> Hunks(string before, string after) => new UnifiedDiff(before, after).Hunks();

    /// <summary>The hunks; empty when the texts are equal.</summary>
    /// <param name="context">How many unchanged lines stand around a change.</param>
    public IEnumerable<DiffLine> Hunks(int context = UsualContext)
    {
        IList<DiffBlock> blocks = difference.DiffBlocks;
        for (int first = 0; first < blocks.Count;)
        {
            int last = first;
            while (last + 1 < blocks.Count && blocks[last + 1].DeleteStartA - EndA(blocks[last]) <= 2L * context)
            {
                last++;
            }

            foreach (DiffLine line in Hunk(first, last, context))
            {
                yield return line;
            }

            first = last + 1;
        }
    }

    private static int EndA(DiffBlock block) => block.DeleteStartA + block.DeleteCountA;

    private IEnumerable<DiffLine> Hunk(int first, int last, int context)
    {
        IReadOnlyList<string> old = difference.PiecesOld;
        IReadOnlyList<string> now = difference.PiecesNew;
        DiffBlock opening = difference.DiffBlocks[first];
        DiffBlock closing = difference.DiffBlocks[last];
        int lead = Math.Min(context, opening.DeleteStartA);
        int trail = Math.Min(context, old.Count - EndA(closing));
        int startA = opening.DeleteStartA - lead;
        int startB = opening.InsertStartB - lead;
        string a = Range(startA, EndA(closing) + trail - startA);
        string b = Range(startB, closing.InsertStartB + closing.InsertCountB + trail - startB);
        yield return new DiffLine('@', $"@@ -{a} +{b} @@{Heading(old, startA)}");

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

    // The section that a hunk stands in, as git tells it: the last line before it that begins with a letter.
    private static string Heading(IReadOnlyList<string> old, int start)
    {
        for (int line = start - 1; line >= 0; line--)
        {
            if (old[line].Length > 0 && char.IsAsciiLetter(old[line][0]))
            {
                string heading = old[line].TrimEnd();
                return $" {(heading.Length > LongestHeading ? heading[..LongestHeading] + "…" : heading)}";
            }
        }

        return "";
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
