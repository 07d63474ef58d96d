using System.Globalization;
using Basenode.Bench;
using Basenode.Bench.Soak;
using Basenode.Testing;

// bench follow:  how basenode (and a consul-template on PATH, in the same run) follows a real Consul.
// bench haproxy: what a changing membership costs the traffic through a real HAProxy.
// bench offered: what the shipped script costs by the size of the cluster, which offers few of its services.
// bench edits:   what a thousand edits of a script leave in memory.
// bench soak:    whether engines on real parts stay flat and converge while everything happens to them; ends with 1 when they do not.
// --against PATH measures another build's executable in the same run.
// Run them through bench/run, which builds the executable first.
if (args.Length == 0 || args[0] is not ("follow" or "haproxy" or "offered" or "edits" or "soak"))
{
    Console.Error.WriteLine("""
        usage: bench follow  [--sizes 100x10,1000x10] [--changes 40] [--settle 40] [--idle 10] [--against PATH]
               bench haproxy [--rates 10,100] [--seconds 30] [--rounds 1] [--members 20] [--connections 32] [--pause 10]
                             [--quiet 20ms] [--max 100ms] [--binary /usr/sbin/haproxy] [--verbose yes] [--against PATH]
               bench offered [--sizes 20x10,10000x10] [--offered 20] [--changes 20] [--settle 40] [--script etc/pyconfd/conf.d/haproxy.csx]
               bench edits   [--edits 1000]
               bench soak    [--minutes 10] [--seed N] [--stall 5] [--binary /usr/sbin/haproxy] [--verbose yes]
        """);
    return 1;
}

string Option(string name, string fallback) =>
    Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;

int Number(string name, int fallback) => int.Parse(Option(name, fallback.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

string executable = Environment.GetEnvironmentVariable("BASENODE_EXECUTABLE")
    ?? throw new InvalidOperationException("BASENODE_EXECUTABLE names no executable: run bench/run");

string? against = Option("--against", "") is { Length: > 0 } other ? other : null;

if (args[0] == "haproxy")
{
    await new HaproxyBench(executable, against, new HaproxyBenchOptions
    {
        Binary = Option("--binary", "/usr/sbin/haproxy"),
        Rates = [.. Option("--rates", "10,100").Split(',').Select(rate => double.Parse(rate, CultureInfo.InvariantCulture))],
        Duration = TimeSpan.FromSeconds(Number("--seconds", 30)),
        Rounds = Number("--rounds", 1),
        Members = Number("--members", 20),
        Connections = Number("--connections", 32),
        Pause = Number("--pause", 10),
        Quiet = Option("--quiet", "20ms"),
        Max = Option("--max", "100ms"),
        Verbose = Option("--verbose", "no") == "yes",
    }).RunAsync();
    return 0;
}

if (args[0] == "offered")
{
    foreach (string size in Option("--sizes", "20x10,10000x10").Split(','))
    {
        int[] parts = [.. size.Split('x').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        await new OfferedBench(executable, Option("--script", Path.Combine(Repository.Root, "etc/pyconfd/conf.d/haproxy.csx")), parts[0], parts[1], new OfferedBenchOptions
        {
            Offered = Number("--offered", 20),
            Changes = Number("--changes", 20),
            Settle = TimeSpan.FromSeconds(Number("--settle", 40)),
        }).RunAsync();
    }

    return 0;
}

if (args[0] == "edits")
{
    await new EditsBench(executable, Number("--edits", 1_000)).RunAsync();
    return 0;
}

if (args[0] == "soak")
{
    bool isWell = await new SoakBench(executable, new SoakOptions
    {
        Duration = TimeSpan.FromMinutes(double.Parse(Option("--minutes", "10"), CultureInfo.InvariantCulture)),
        Seed = Number("--seed", Environment.TickCount),
        Haproxy = Option("--binary", "/usr/sbin/haproxy"),
        Stall = TimeSpan.FromSeconds(Number("--stall", 5)),
        Verbose = Option("--verbose", "no") == "yes",
    }).RunAsync();
    return isWell ? 0 : 1;
}

TimeSpan settle = TimeSpan.FromSeconds(Number("--settle", 40));
TimeSpan idle = TimeSpan.FromSeconds(Number("--idle", 10));
foreach (string size in Option("--sizes", "100x10,1000x10").Split(','))
{
    int[] counts = [.. size.Split('x').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
    await new FollowBench(executable, against, counts[0], counts[1], Number("--changes", 40), settle, idle).RunAsync();
}

return 0;
