namespace Basenode.Cli.Output;

/// <summary>Folds what a reader would scroll past: many lines in a row that were all added or all removed and begin with the same word, such as 300 servers.</summary>
internal static class FoldedDiff
{
    // A run as long as this is told whole.
    private const int LongestRun = 12;
    private const int ShownFirst = 3;
    private const int ShownLast = 1;

    /// <summary>The lines of a difference, with long runs in a few lines.</summary>
    public static IEnumerable<DiffLine> Fold(IEnumerable<DiffLine> lines)
    {
        var run = new List<DiffLine>();
        foreach (DiffLine line in lines)
        {
            if (run.Count > 0 && !Continues(run[0], line))
            {
                foreach (DiffLine shown in Told(run))
                {
                    yield return shown;
                }

                run.Clear();
            }

            run.Add(line);
        }

        foreach (DiffLine shown in Told(run))
        {
            yield return shown;
        }
    }

    private static bool Continues(DiffLine first, DiffLine line) =>
        first.Kind is '+' or '-' && line.Kind == first.Kind && FirstWord(line) is { Length: > 0 } word && word.SequenceEqual(FirstWord(first));

    private static IEnumerable<DiffLine> Told(List<DiffLine> run)
    {
        if (run.Count <= LongestRun)
        {
            return run;
        }

        int left = run.Count - ShownFirst - ShownLast;
        string what = run[0].Kind == '+' ? "added" : "removed";
        return [.. run[..ShownFirst], new DiffLine('…', $"… {left} more lines of '{FirstWord(run[0])}' {what}; --all shows them"), .. run[^ShownLast..]];
    }

    private static ReadOnlySpan<char> FirstWord(DiffLine line)
    {
        ReadOnlySpan<char> text = line.Text.AsSpan(1).Trim();
        int end = text.IndexOfAny(' ', '\t');
        return end < 0 ? text : text[..end];
    }
}
