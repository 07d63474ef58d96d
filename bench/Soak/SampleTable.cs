namespace Basenode.Bench.Soak;

/// <summary>The samples of a run, as a table and a verdict: flat is what has grown by no more than a little from the second quarter to the last.</summary>
internal sealed class SampleTable(IReadOnlyList<ProcessSample> samples)
{
    private static readonly Figure[] Figures =
    [
        new("resident MB", sample => sample.Resident, Ratio: 1.1, More: 4),
        new("anonymous MB", sample => sample.Anonymous, Ratio: 1.1, More: 4),
        new("private MB", sample => sample.Private, Ratio: 1.1, More: 4),
        new("open files", sample => sample.Files, Ratio: 1, More: 10),
        new("threads", sample => sample.Threads, Ratio: 1, More: 4),
    ];

    /// <summary>Prints the table.</summary>
    /// <returns>Whether everything is flat.</returns>
    public bool Print()
    {
        Console.WriteLine($"{samples.Count + " samples",-16}{"start",10}{"middle",10}{"end",10}{"max",10}{"2nd quarter",14}{"last quarter",14}");
        bool isFlat = true;
        foreach (Figure figure in Figures)
        {
            double[] values = [.. samples.Select(figure.Of)];
            double second = Statistics.Median(values[(values.Length / 4)..(values.Length / 2)]);
            double last = Statistics.Median(values[(values.Length * 3 / 4)..]);
            bool holds = last <= (second * figure.Ratio) + figure.More;
            isFlat &= holds;
            Console.WriteLine(
                $"{figure.Name,-16}{values[0],10:F1}{values[values.Length / 2],10:F1}{values[^1],10:F1}{values.Max(),10:F1}{second,14:F1}{last,14:F1}{(holds ? "" : "  grows")}");
        }

        return isFlat;
    }

    /// <summary>One line of the table.</summary>
    /// <param name="Ratio">The median of the last quarter may be this much of the second's …</param>
    /// <param name="More">… and this much more.</param>
    private sealed record Figure(string Name, Func<ProcessSample, double> Of, double Ratio, double More);
}
