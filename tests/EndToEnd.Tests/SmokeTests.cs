using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The newcomer's commands, as they stand in the README.</summary>
[Collection("port 7101")]
public sealed class SmokeTests
{
    [Fact]
    public async Task The_whole_thing_starts_and_localhost_7101_follows_the_cluster()
    {
        await using ChildProcess run = ChildProcess.Start(Path.Combine(Repository.Root, "run"), ["--smoke"]);
        await run.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Contains("smoke test passed", run.Output);
    }

    [Fact]
    public async Task Without_consul_and_haproxy_a_preview_is_the_result()
    {
        await using ChildProcess run = ChildProcess.Start(Path.Combine(Repository.Root, "run"), ["--embedded"]);
        await run.WaitAsync(TimeSpan.FromMinutes(3));
        Assert.Contains("192.0.2.11:5432", run.Output);
        Assert.Contains("127.0.0.1:7101", run.Output);
    }
}
