using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Basenode.Engine.Metrics;

/// <summary>A counter with up to three labels. It counts from the start of the process, whether or not anybody listens, and is read when somebody asks.</summary>
/// <remarks>To count costs one look-up and no memory. So a person who asks after an incident sees what happened before the question.</remarks>
internal sealed class Tally
{
    /// <summary>The most combinations of labels. What comes beyond them is counted under <see cref="Others"/>.</summary>
    public const int MostSeries = 500;

    /// <summary>Each label of what is beyond <see cref="MostSeries"/>.</summary>
    public const string Others = "(others)";

    private readonly string[] labels;
    private readonly ConcurrentDictionary<(string, string, string), StrongBox<long>> counts = new();

    /// <param name="meter">The meter that has the counter.</param>
    /// <param name="name">Its name in OpenTelemetry's style: <c>basenode.passes</c>.</param>
    /// <param name="unit">What is counted: <c>{pass}</c>.</param>
    /// <param name="description">One sentence for the operator.</param>
    /// <param name="labels">The names of up to three labels.</param>
    public Tally(Meter meter, string name, string unit, string description, params string[] labels)
    {
        this.labels = labels;
        meter.CreateObservableCounter(name, Observe, unit, description);
    }

    /// <summary>Counts one, or several.</summary>
    public void Add(string first = "", string second = "", string third = "", long count = 1)
    {
        (string, string, string) key = (first, second, third);
        if (!counts.TryGetValue(key, out StrongBox<long>? series))
        {
            series = counts.GetOrAdd(counts.Count < MostSeries ? key : (Others, Others, Others), _ => new StrongBox<long>());
        }

        Interlocked.Add(ref series.Value, count);
    }

    /// <summary>Makes a combination of labels known with 0, so that its first count is seen as a change.</summary>
    public Tally With(string first = "", string second = "", string third = "")
    {
        Add(first, second, third, 0);
        return this;
    }

    private IEnumerable<Measurement<long>> Observe() =>
        from series in counts
        select new Measurement<long>(Interlocked.Read(ref series.Value.Value), Tags(series.Key));

    private KeyValuePair<string, object?>[] Tags((string First, string Second, string Third) values)
    {
        string[] all = [values.First, values.Second, values.Third];
        return [.. labels.Select((label, place) => KeyValuePair.Create(label, (object?)all[place]))];
    }
}
