using Basenode.Engine.Supervision.Running;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Supervision;

public sealed class SuspectsTests : IDisposable
{
    private static readonly PluginCode Web = new("web.csx", PluginPart.Variables);
    private static readonly PastRun Died = new([new NoteLine(NoteMark.Running, Web with { Content = "1" })]);

    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLog log = new();

    private string File => folder["suspects.json"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_is_skipped_is_not_run_until_it_is_edited_through_further_restarts()
    {
        Open(Died);
        Suspects suspects = Open(PastRun.Orderly);
        suspects.Serve("web.csx", "1", "1");
        var watchdog = new Watchdog(time, null, suspects);

        CallResult<int> skipped = await watchdog.RunAsync(Web, _ => Task.FromResult(1), TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Equal("skipped until it is tested, because basenode died while it ran", Assert.IsType<SkippedCodeException>(skipped.Exception).Message);
        Assert.Equal(Web with { Content = "1" }, Assert.Single(suspects.Skipped).Code);
        Assert.Null(suspects.Refusal(Web with { Name = "fixed" }));

        suspects.Serve("web.csx", "2", "2");
        Assert.Empty(suspects.Skipped);
        CallResult<int> edited = await watchdog.RunAsync(Web, _ => Task.FromResult(1), TimeSpan.FromMinutes(1), CancellationToken.None);
        Assert.Equal(1, edited.Value);

        suspects.Serve("web.csx", "2", "1");
        Assert.NotNull(suspects.Refusal(Web));
    }

    [Fact]
    public void A_test_is_remembered()
    {
        Suspects suspects = Open(Died);
        suspects.Judge(suspects.Known[0], new SuspectTestResult(SuspectTestOutcome.Died, "exit code 134"));
        Assert.Equal(suspects.Known, Open(PastRun.Orderly).Known);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
    }

    [Fact]
    public void Restarts_have_growing_pauses_and_start_over_after_a_calm()
    {
        Assert.True(Open(PastRun.Orderly).TryRestart("two hang"));
        Suspects next = Open(PastRun.Orderly);
        Assert.False(next.TryRestart("two hang"));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.True(next.TryRestart("two hang"));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.False(Open(PastRun.Orderly).TryRestart("two hang"));
        time.Advance(TimeSpan.FromHours(3));
        Assert.True(next.TryRestart("two hang"));
        time.Advance(TimeSpan.FromSeconds(61));
        Assert.True(next.TryRestart("two hang"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"suspects": null, "restart": {}}""")]
    [InlineData("""{"version": 1, "suspects": [null, {}, {"plugin": "x"}, {"plugin": "x", "part": "Other", "state": "Guilty"}, {"plugin": "x", "part": "7", "state": "Guilty"}]}""")]
    [InlineData("""{"version": 1, "unknown": {"a": 1}}""")]
    public void Any_field_may_be_absent(string json)
    {
        folder.Write("suspects.json", json);
        Assert.Empty(Open(PastRun.Orderly).Known);
        Assert.Empty(log.Lines);
        Assert.True(Open(PastRun.Orderly).TryRestart("x"));
    }

    [Fact]
    public void An_entry_with_the_least_is_skipped()
    {
        folder.Write("suspects.json", """{"suspects": [{"plugin": "web.csx", "part": "Variables", "state": "Guilty"}]}""");
        Assert.NotNull(Open(PastRun.Orderly).Refusal(Web));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"version": 2, "suspects": 5}""")]
    [InlineData("""{"suspects": 5}""")]
    public void A_file_that_cannot_be_read_is_put_aside(string json)
    {
        folder.Write("suspects.json", json);
        Assert.Empty(Suspects.Read(folder.Path, null, time, log).Known);
        Assert.True(System.IO.File.Exists(File));

        Assert.Single(Open(Died).Known);
        Assert.Equal(json, System.IO.File.ReadAllText(File + ".unreadable"));
        Assert.Single(Open(PastRun.Orderly).Known);
    }

    [Fact]
    public void A_command_that_tests_code_runs_it_and_skips_the_rest()
    {
        Open(new PastRun([.. Died.Lines, new NoteLine(NoteMark.Running, new PluginCode("other.csx", PluginPart.Check))]));
        Suspects suspects = Suspects.Read(folder.Path, Web with { Content = "1" }, time, log);
        suspects.Serve("web.csx", "1", "1");
        Assert.Null(suspects.Refusal(Web));
        Assert.NotNull(suspects.Refusal(new PluginCode("other.csx", PluginPart.Check)));
    }

    private Suspects Open(PastRun past) => Suspects.Open(folder.Path, past, time, log);
}
