using System.Diagnostics;

namespace Basenode.Bench.Soak;

/// <summary>What happens, one thing after the other: changes, edits, faults for a while, kills.</summary>
/// <param name="steady">The engine that is never killed.</param>
/// <param name="killed">The one that is.</param>
internal sealed class SoakEvents(SoakCluster cluster, SoakCommands commands, SoakEngine steady, SoakEngine killed, Random random)
{
    private const int Versions = 5;
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> ends = [];

    /// <summary>How many times each kind of thing happened.</summary>
    public IReadOnlyDictionary<string, int> Counts => counts;

    /// <summary>Does things until the time is over.</summary>
    /// <param name="tell">Takes each of them.</param>
    public async Task RunAsync(TimeSpan duration, Action<string> tell)
    {
        long started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < duration)
        {
            EndFaults(all: false);
            string done = await HappenAsync();
            string kind = done.Split(' ')[0];
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
            tell(done);
            await Task.Delay(random.Next(50, 400));
        }
    }

    /// <summary>Ends all faults and puts every file right.</summary>
    public void PutRight(int version)
    {
        EndFaults(all: true);
        steady.Files.PutRight(version);
        killed.Files.PutRight(version);
    }

    private Task<string> HappenAsync() => random.Next(1000) switch
    {
        < 500 => cluster.ChangeInstanceAsync(),
        < 700 => cluster.ChangeKeyAsync(),
        < 800 => Task.FromResult(Edit()),
        < 930 => Task.FromResult(BeginFault()),
        < 975 => KillAsync(),
        < 990 => KillHaproxyAsync(),
        _ => RestartConsulAsync(),
    };

    private string Edit()
    {
        bool isTemplate = random.Next(2) == 0;
        string[] names = isTemplate ? SoakFiles.Templates : SoakFiles.Scripts;
        string name = names[random.Next(names.Length)];
        bool isGood = random.Next(3) > 0;
        int version = random.Next(1, Versions);
        foreach (SoakFiles files in (SoakFiles[])[steady.Files, killed.Files])
        {
            Action<string, int> write = (isTemplate, isGood) switch
            {
                (true, true) => files.WriteTemplate,
                (true, false) => files.BreakTemplate,
                (false, true) => files.WriteScript,
                _ => files.BreakScript,
            };
            write(name, version);
        }

        return $"{(isGood ? "edit" : "break")} {(isTemplate ? "template" : "script")} {name}";
    }

    private string BeginFault()
    {
        (string who, string how) = SoakCommands.Faults[random.Next(SoakCommands.Faults.Count)];

        // With two scripts that hang the engine restarts, and the measurement of one long run would end.
        if (how == "hang" && who.EndsWith(".code", StringComparison.Ordinal) && ends.Keys.Any(other => other.EndsWith(".code", StringComparison.Ordinal)))
        {
            how = "throw";
        }

        commands.Begin(who, how);
        ends[who] = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * random.Next(1, 15));
        return $"{how} {who}";
    }

    private void EndFaults(bool all)
    {
        foreach (string who in ends.Where(pair => all || pair.Value < Stopwatch.GetTimestamp()).Select(pair => pair.Key).ToArray())
        {
            commands.End(who);
            ends.Remove(who);
        }
    }

    private async Task<string> KillAsync()
    {
        string signal = random.Next(3) == 0 ? "TERM" : "KILL";
        await killed.RestartAsync(signal);
        return $"SIG{signal} {killed.Name}";
    }

    private async Task<string> KillHaproxyAsync()
    {
        if (steady.Files.Haproxy is not { } haproxy)
        {
            return "nothing";
        }

        await haproxy.KillAsync();
        await haproxy.StartAgainAsync();
        return "haproxy killed";
    }

    private async Task<string> RestartConsulAsync()
    {
        await cluster.RestartAsync();
        return "consul killed";
    }
}
