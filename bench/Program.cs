using System.Globalization;
using System.Runtime.InteropServices;
using Basenode.Bench;
using Basenode.Bench.Fleet;
using Basenode.Bench.Follow;
using Basenode.Bench.Render;
using Basenode.Bench.Soak;
using Basenode.Bench.Start;
using Basenode.Engine.Plugins.Scripts;
using Basenode.Testing;

// bench follow:  how basenode, a bare .NET program and a consul-template on PATH follow a real Consul, in the same run.
// bench start:   which stage of a start takes what.
// bench render:  how long the stages of a pass take when one service of many changes.
// bench haproxy: what a changing membership costs the traffic through a real HAProxy.
// bench offered: what the shipped script costs by the size of the cluster, which offers few of its services.
// bench fleet:   what many engines cost an agent and three servers.
// bench edits:   what a thousand edits of a script leave in memory.
// bench preview: how long preview --watch takes from a save to the frame that shows it.
// bench soak:    whether engines on real parts stay flat and converge while everything happens to them; ends with 1 when they do not.
// --against PATH measures another build's executable in the same run.
// Run them through bench/run, which builds the executable first.

// Hidden: the process of a fleet's engines, and the one that compiles their script.
switch (args)
{
    case [FleetEngines.Command, .. var rest]:
        return await FleetEngines.RunAsync(rest);
    case ["compile", "--worker"]:
        return await ScriptCompilerProgram.RunAsync(Console.In, Console.Out);
}

if (args.Length == 0 || args[0] is not ("follow" or "start" or "render" or "haproxy" or "offered" or "fleet" or "edits" or "preview" or "soak"))
{
    Console.Error.WriteLine("""
        usage: bench follow  [--sizes 100x10] [--rounds 3] [--starts 3] [--samples 8] [--changes 40] [--settle 40] [--idle 10]
                             [--connections N] [--against PATH]
                             samples: measured changes of each kind, young and settled, in a round; changes: further ones, before memory
                             is looked at; connections: how many an agent allows a client
               bench start   [--size 100x10] [--rounds 7] [--against PATH]
               bench render  [--size 1000x10] [--changes 100] [--against PATH]
               bench haproxy [--rates 10,100] [--seconds 30] [--rounds 1] [--members 20] [--connections 32] [--pause 10]
                             [--quiet 20ms] [--max 100ms] [--binary /usr/sbin/haproxy] [--verbose yes] [--against PATH]
               bench offered [--sizes 20x10,10000x10] [--offered 20] [--changes 20] [--settle 40] [--script etc/pyconfd/conf.d/haproxy.csx]
               bench fleet   [--engines 10,50,100,200] [--rates 0,1,10] [--size 20x10] [--read 4] [--rounds 1] [--seconds 15] [--settle 62]
                             [--stale yes]; fleet --quick: 10 and 50 engines, young ones, in about a minute
               bench edits   [--edits 1000]
               bench preview [--edits 30]
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
(string Name, string Program)[] builds = [("basenode", executable), .. against is null ? Array.Empty<(string, string)>() : [("compared", against)]];

// Each service has one instance that moves, one whose check changes, and one that is touched.
(int Services, int Instances) Size(string size) =>
    size.Split('x') is [var services, var instances] && int.Parse(instances, CultureInfo.InvariantCulture) is >= 3 and var many
        ? (int.Parse(services, CultureInfo.InvariantCulture), many)
        : throw new ArgumentException($"{size} is no size such as 100x10: services, and at least 3 instances of each");

switch (args[0])
{
    case "follow":
        await FollowAsync();
        break;
    case "start":
        (int Services, int Instances) small = Size(Option("--size", "100x10"));
        await new StartBench([.. builds.Select(build => Tool.Basenode(build.Name, build.Program))], small.Services, small.Instances, Number("--rounds", 7)).RunAsync();
        break;
    case "render":
        (int Services, int Instances) large = Size(Option("--size", "1000x10"));
        await new RenderBench(builds, large.Services, large.Instances, Number("--changes", 100)).RunAsync();
        break;
    case "haproxy":
        await HaproxyAsync();
        break;
    case "offered":
        await OfferedAsync();
        break;
    case "fleet":
        return await FleetAsync() ? 0 : 130;
    case "edits":
        await new EditsBench(executable, Number("--edits", 1_000)).RunAsync();
        break;
    case "preview":
        await new PreviewBench(executable, Number("--edits", 30)).RunAsync();
        break;
    default:
        return await SoakAsync() ? 0 : 1;
}

return 0;

async Task FollowAsync()
{
    string floor = Environment.GetEnvironmentVariable("BASENODE_FLOOR") ?? throw new InvalidOperationException("BASENODE_FLOOR names no executable: run bench/run");
    Tool[] tools = [.. builds.Select(build => Tool.Basenode(build.Name, build.Program)), Tool.Floor(floor)];
    if (Tool.ConsulTemplate() is { } peer)
    {
        tools = [.. tools, peer];
    }

    foreach ((int services, int instances) in Option("--sizes", "100x10").Split(',').Select(Size))
    {
        await new FollowBench(tools, services, instances, new FollowOptions
        {
            Rounds = Number("--rounds", 3),
            Starts = Number("--starts", 3),
            Samples = Number("--samples", 8),
            Changes = Number("--changes", 40),
            Settle = TimeSpan.FromSeconds(Number("--settle", 40)),
            Idle = TimeSpan.FromSeconds(Number("--idle", 10)),
            Connections = Number("--connections", 0),
        }).RunAsync();
    }
}

Task HaproxyAsync() => new HaproxyBench(executable, against, new HaproxyBenchOptions
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

async Task OfferedAsync()
{
    foreach (string size in Option("--sizes", "20x10,10000x10").Split(','))
    {
        (int services, int instances) = Size(size);
        await new OfferedBench(executable, Option("--script", Path.Combine(Repository.Root, "etc/pyconfd/conf.d/haproxy.csx")), services, instances, new OfferedBenchOptions
        {
            Offered = Number("--offered", 20),
            Changes = Number("--changes", 20),
            Settle = TimeSpan.FromSeconds(Number("--settle", 40)),
        }).RunAsync();
    }
}

async Task<bool> FleetAsync()
{
    bool isQuick = args.Contains("--quick");
    (int services, int instances) = Size(Option("--size", "20x10"));
    using var stop = new CancellationTokenSource();
    using PosixSignalRegistration interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    using PosixSignalRegistration terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    var bench = new FleetBench(services, instances, new FleetOptions
    {
        Engines = [.. Option("--engines", isQuick ? "10,50" : "10,50,100,200").Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))],
        Rates = [.. Option("--rates", "0,1,10").Split(',').Select(rate => int.Parse(rate, CultureInfo.InvariantCulture))],
        Rounds = Number("--rounds", 1),
        Read = Number("--read", 4),
        Duration = TimeSpan.FromSeconds(Number("--seconds", isQuick ? 5 : 15)),
        Settle = TimeSpan.FromSeconds(Number("--settle", isQuick ? 5 : 62)),
        IsStale = Option("--stale", "no") == "yes",
    });
    try
    {
        await bench.RunAsync(stop.Token);
        return true;
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        Console.Error.WriteLine("bench: ended by a signal");
        return false;
    }

    // What it has started ends with it.
    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}

Task<bool> SoakAsync() => new SoakBench(executable, new SoakOptions
{
    Duration = TimeSpan.FromMinutes(double.Parse(Option("--minutes", "10"), CultureInfo.InvariantCulture)),
    Seed = Number("--seed", Environment.TickCount),
    Haproxy = Option("--binary", "/usr/sbin/haproxy"),
    Stall = TimeSpan.FromSeconds(Number("--stall", 5)),
    Verbose = Option("--verbose", "no") == "yes",
}).RunAsync();
