using System.Globalization;
using Basenode.Bench;

// bench follow: how basenode (and a consul-template on PATH, in the same run) follows a real Consul.
// Run it through bench/run, which builds the executable first.
if (args.Length == 0 || args[0] is not "follow")
{
    Console.Error.WriteLine("usage: bench follow [--sizes 100x10,1000x10] [--changes 40] [--idle 10]");
    return 1;
}

string Option(string name, string fallback) =>
    Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : fallback;

string executable = Environment.GetEnvironmentVariable("BASENODE_EXECUTABLE")
    ?? throw new InvalidOperationException("BASENODE_EXECUTABLE names no executable: run bench/run");
int changes = int.Parse(Option("--changes", "40"), CultureInfo.InvariantCulture);
TimeSpan idle = TimeSpan.FromSeconds(int.Parse(Option("--idle", "10"), CultureInfo.InvariantCulture));

foreach (string size in Option("--sizes", "100x10,1000x10").Split(','))
{
    int[] counts = [.. size.Split('x').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
    await new FollowBench(executable, counts[0], counts[1], changes, idle).RunAsync();
}

return 0;
