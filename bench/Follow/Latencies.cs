namespace Basenode.Bench.Follow;

/// <summary>Milliseconds from changes to the file, each kind of change apart.</summary>
internal sealed class Latencies
{
    private readonly Dictionary<ChangeKind, List<double>> byKind = Enum.GetValues<ChangeKind>().ToDictionary(kind => kind, _ => new List<double>());

    /// <summary>Changes that the file did not show in time.</summary>
    public int Missed { get; private set; }

    /// <summary>Those of one kind.</summary>
    public IReadOnlyList<double> Of(ChangeKind kind) => byKind[kind];

    /// <summary>All of them.</summary>
    public IEnumerable<double> All => byKind.Values.SelectMany(values => values);

    /// <summary>Takes one.</summary>
    /// <param name="milliseconds">Null for a change that was missed.</param>
    public void Add(ChangeKind kind, double? milliseconds)
    {
        if (milliseconds is { } value)
        {
            byKind[kind].Add(value);
        }
        else
        {
            Missed++;
        }
    }
}
