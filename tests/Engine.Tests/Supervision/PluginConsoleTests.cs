using Basenode.Engine.Supervision.Running;
using Basenode.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Supervision;

public sealed class PluginConsoleTests : IDisposable
{
    private readonly RecordingLog log = new();
    private readonly FakeTimeProvider time = new();
    private readonly PluginConsole console;
    private readonly TextWriter output;

    public PluginConsoleTests()
    {
        console = new PluginConsole(new OneLog(log), time);
        output = console.Writer(LogLevel.Information);
    }

    public void Dispose() => console.Dispose();

    [Fact]
    public void An_event_is_a_whole_line_under_the_name_of_the_plugin_that_wrote_it()
    {
        using (RunningPlugin.Enter("web.csx"))
        {
            output.Write("a");
            output.Write(1);
            output.WriteLine(" of {0}", 2);
            output.Write('x');
            using (RunningPlugin.Enter("other.csx"))
            {
                output.Write("first\r\nsecond\n\nthird");
            }

            output.WriteLine();
            console.Writer(LogLevel.Warning).WriteLine("beware");
        }

        output.WriteLine("nobody's");
        Assert.Equal(
            [
                "Information: web.csx: a1 of 2", "Information: other.csx: first", "Information: other.csx: second", "Information: other.csx: ",
                "Information: web.csx: x", "Warning: web.csx: beware", "Information: plugin: nobody's",
            ],
            log.Lines);

        console.Dispose();
        Assert.Equal("Information: other.csx: third", log.Lines[^1]);
        output.WriteLine("too late");
        Assert.Equal(8, log.Lines.Count);
    }

    [Fact]
    public void A_line_without_end_is_cut_and_costs_no_memory()
    {
        for (int i = 0; i < 100_000; i++)
        {
            output.Write("0123456789");
        }

        output.WriteLine();
        Assert.Equal($"Information: plugin: {string.Concat(Enumerable.Repeat("0123456789", 400))}…", Assert.Single(log.Lines));
    }

    [Fact]
    public void Endless_writing_is_capped_for_each_plugin_and_told_once_in_a_while()
    {
        using (RunningPlugin.Enter("web.csx"))
        {
            for (int i = 0; i < 5000; i++)
            {
                output.WriteLine(i);
            }
        }

        output.WriteLine("another's");
        Assert.Equal(102, log.Lines.Count);
        Assert.Equal("Warning: web.csx wrote more than 100 lines to the console within 10 s; the other lines of this time are not logged", log.Lines[100]);

        time.Advance(TimeSpan.FromSeconds(10));
        using (RunningPlugin.Enter("web.csx"))
        {
            output.WriteLine("again");
        }

        Assert.Equal("Information: web.csx: again", log.Lines[^1]);
    }

    [Fact]
    public async Task What_code_starts_is_known_as_the_codes_own()
    {
        var watchdog = new Watchdog(TimeProvider.System);
        await watchdog.RunAsync(
            new PluginCode("web.csx", PluginPart.Variables),
            async _ =>
            {
                await Task.Yield();
                output.WriteLine("awaited");
                var thread = new Thread(() => output.WriteLine("a thread"));
                thread.Start();
                thread.Join();
                await Task.Run(() => output.WriteLine("a task"), CancellationToken.None);
                return 1;
            },
            TimeSpan.FromSeconds(30),
            CancellationToken.None);
        output.WriteLine("the engine");

        Assert.Equal(
            ["Information: web.csx: awaited", "Information: web.csx: a thread", "Information: web.csx: a task", "Information: plugin: the engine"],
            log.Lines);
    }
}
