using System.Diagnostics.Metrics;
using Basenode.Haproxy.Tests.Live;
using Basenode.Plugins;

namespace Basenode.Haproxy.Tests;

/// <summary>What is done to HAProxy is counted by its means and its reason. Alone, since the process has one counter.</summary>
[CollectionDefinition(nameof(HaproxyMetricsTests), DisableParallelization = true)]
[Collection(nameof(HaproxyMetricsTests))]
public sealed class HaproxyMetricsTests
{
    private const string Server = "  server s1 10.0.0.1:80 weight 5\n";

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Each_change_is_counted_once_as_what_it_was(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Server);

        Assert.Equal(["runtime servers applied"], await CountedAsync(() => served.DeliverAsync(Server + "  server s2 10.0.0.2:80\n")));
        Assert.Equal(["runtime states applied"], await CountedAsync(() => served.DeliverAsync(Server.Replace("weight 5", "weight 6") + "  server s2 10.0.0.2:80\n")));
        Assert.Equal(["nothing nothing applied"], await CountedAsync(() => served.DeliverAsync(Server.Replace("weight 5", "weight 6") + "  # more\n  server s2 10.0.0.2:80\n")));
        served.Options = "balance roundrobin";
        Assert.Equal(["reload configuration applied"], await CountedAsync(() => served.DeliverAsync(Server)));
        served.Options = "balance nonsense";
        Assert.Equal(["reload configuration refused"], await CountedAsync(() => served.DeliverAsync(Server)));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_reload_that_was_asked_for_says_so(string binary)
    {
        await using Served served = await Served.StartAsync(binary, Server, settings => settings with { Live = false });
        Assert.Equal(["reload not_live applied"], await CountedAsync(() => served.DeliverAsync(Server + "  server s2 10.0.0.2:80\n")));
    }

    private static async Task<IEnumerable<string>> CountedAsync(Func<Task<ReloadResult>> change)
    {
        (Dictionary<string, long> before, long commandsBefore) = Read();
        await change();
        (Dictionary<string, long> after, long commandsAfter) = Read();
        string[] grown = [.. after.Where(series => series.Value > before.GetValueOrDefault(series.Key)).Select(series => series.Key)];
        Assert.All(grown, key => Assert.Equal(1, after[key] - before.GetValueOrDefault(key)));
        Assert.Equal(grown.Any(key => key.StartsWith("runtime", StringComparison.Ordinal)), commandsAfter > commandsBefore);
        return grown;
    }

    private static (Dictionary<string, long> Changes, long Commands) Read()
    {
        var changes = new Dictionary<string, long>(StringComparer.Ordinal);
        long commands = 0;
        using var listener = new MeterListener { InstrumentPublished = Enable };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (instrument.Name == "basenode.haproxy.changes")
            {
                changes[string.Join(' ', tags.ToArray().Select(tag => tag.Value))] = value;
            }
            else
            {
                commands += value;
            }
        });
        HaproxyMetrics.Publish();
        listener.Start();
        listener.RecordObservableInstruments();
        return (changes, commands);
    }

    private static void Enable(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "basenode.haproxy")
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }
}
