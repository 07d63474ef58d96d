using Basenode.Testing;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>A SIGKILL at any point, then a restart: the files, the program's own view of them and what is remembered agree again.</summary>
public sealed class KilledEngineTests : IDisposable
{
    // A program that reads its files as a whole: what it uses is in used.a and used.b.
    private const string Take = """
        cd "$(dirname "$0")"
        exec flock lock sh -c 'cp out/a used.a.new && cp out/b used.b.new && mv used.a.new used.a && mv used.b.new used.b && cat used.a >> history'
        """;

    private const string KillOnce = """if mkdir "$(dirname "$0")/killed" 2>/dev/null; then kill -9 $PPID; exit 1; fi""";

    private readonly TemporaryFolder folder = new();

    public KilledEngineTests()
    {
        Directory.CreateDirectory(folder["out"]);
        folder.Write("check.sh", "exit 0");
        folder.Write("reload.sh", Take);
    }

    [Theory]
    [InlineData("check.sh", KillOnce)]
    [InlineData("check.sh", "[ $2 = a ] || sleep 0.1; " + KillOnce)]
    [InlineData("reload.sh", KillOnce + "\n" + Take)]
    [InlineData("reload.sh", "d=$(dirname $0); cp $d/out/a $d/used.a; " + KillOnce + "\n" + Take)]
    public async Task Killed_in_a_command_it_converges_to_the_same_text(string command, string script)
    {
        await RunAsync("one");
        folder.Write(command, script);

        await KilledAsync("two");
        await RunAsync("two");

        AssertConverged("two");
    }

    [Fact]
    public async Task Killed_after_the_program_took_a_text_it_converges_to_the_one_before()
    {
        await RunAsync("one");
        folder.Write("reload.sh", "d=$(dirname $0); cp $d/out/a $d/used.a; " + KillOnce + "\n" + Take);

        await KilledAsync("two");
        Assert.Equal("a two\n", File.ReadAllText(folder["used.a"]));
        await RunAsync("one");

        AssertConverged("one");
    }

    [Fact]
    public async Task Killed_while_a_refused_text_is_in_place_it_converges_to_the_last_good_one()
    {
        await RunAsync("one");
        folder.Write("reload.sh", "cd $(dirname $0); if grep -q two out/a; then " + KillOnce.Replace("\"$(dirname \"$0\")/killed\"", "killed") + "; exit 1; fi\n" + Take);

        await KilledAsync("two");
        Assert.Equal("a two\n", File.ReadAllText(folder["out/a"]));
        string output = await RunAsync("two");

        Assert.Contains("a ReloadRefused", output);
        AssertConverged("one");
    }

    [Fact]
    public async Task Killed_after_a_reload_was_remembered_it_does_not_run_again()
    {
        await RunAsync("one");
        await RunAsync("one");

        Assert.Equal("a one\n", File.ReadAllText(folder["history"]));
    }

    [Fact]
    public async Task Killed_at_random_moments_it_converges_every_time()
    {
        int enough = int.Parse(Environment.GetEnvironmentVariable("BASENODE_TEST_KILLS") ?? "5");
        int seed = Environment.TickCount;
        var random = new Random(seed);
        int killedInWork = 0;
        for (int round = 0; killedInWork < enough; round++)
        {
            Assert.True(round < enough * 50, $"only {killedInWork} of {round} kills hit a pass half-way");
            await using (ChildProcess engine = Start($"round-{round}", "1000"))
            {
                await Eventually.HoldsAsync(() => engine.Output.Contains("b Applied"), "the first pass is over");
                await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 40));
                engine.Signal("KILL");
            }

            killedInWork += IsConverged() ? 0 : 1;
            string text = random.Next(2) == 0 ? $"after-{round}" : File.ReadAllText(folder["out/a"])[2..].Trim();
            await RunAsync(text);
            Assert.True(IsConverged(), $"round {round} of seed {seed}");
            AssertConverged(text);
        }
    }

    public void Dispose() => folder.Dispose();

    private void AssertConverged(string text)
    {
        Assert.Equal($"a {text}\n", File.ReadAllText(folder["out/a"]));
        Assert.Equal($"b {text}\n", File.ReadAllText(folder["out/b"]));
        Assert.Equal($"a {text}\n", File.ReadAllText(folder["used.a"]));
        Assert.Equal($"b {text}\n", File.ReadAllText(folder["used.b"]));
        foreach (string name in new[] { "a", "b" })
        {
            Assert.Equal($"{name} {text}\n", File.ReadAllText(folder[$"data/targets/{name}/last-good"]));
            Assert.Contains("\"installing\": \"\"", File.ReadAllText(folder[$"data/targets/{name}/state.json"]));
        }

        Assert.Equal([".a.lock", ".b.lock", "a", "b"], Directory.GetFiles(folder["out"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    // Whether no pass is half done.
    private bool IsConverged() =>
        File.ReadAllText(folder["out/a"]) == File.ReadAllText(folder["used.a"])
        && File.ReadAllText(folder["out/b"]) == File.ReadAllText(folder["used.b"])
        && File.ReadAllText(folder["out/a"])[1..] == File.ReadAllText(folder["out/b"])[1..]
        && !Directory.GetFiles(folder["out"], ".*.tmp").Any()
        && new[] { "a", "b" }.All(name => File.ReadAllText(folder[$"data/targets/{name}/state.json"]).Contains("\"installing\": \"\""));

    private ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start(Path.Combine(AppContext.BaseDirectory, "Basenode.DeliveryProgram"), [folder.Path, .. arguments]);

    private async Task KilledAsync(string text)
    {
        await using ChildProcess engine = Start(text);
        await engine.WaitAsync();
        Assert.True(engine.ExitCode == 137, engine.Output);
    }

    private async Task<string> RunAsync(string text)
    {
        await using ChildProcess engine = Start(text);
        await engine.WaitAsync();
        Assert.True(engine.ExitCode == 0, engine.Output);
        return engine.Output;
    }
}
