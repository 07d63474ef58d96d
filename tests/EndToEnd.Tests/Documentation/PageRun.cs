using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests.Documentation;

/// <summary>
/// Follows a page: a block with a path is written there, an <c>sh</c> block is run, a <c>text</c> block after it is what it prints (a line <c>…</c> stands for any lines, within a line for any text).
/// A block <c>sh watch</c> is one command on a terminal: files that follow are written while it runs, each line of the texts that follow has to come on the terminal, and the next <c>sh</c> block ends it by <c>q</c>.
/// </summary>
internal sealed partial class PageRun(string page) : IAsyncDisposable
{
    // Commands that need a whole machine or a container engine, and the test that runs them instead.
    private static readonly Dictionary<string, string> RunElsewhere = new()
    {
        ["./run"] = nameof(SmokeTests),
        ["./run --smoke"] = nameof(SmokeTests),
        ["./test"] = "the run that this test is part of",
        ["./build"] = "the run that this test is part of",
        ["docker build -t basenode ."] = "the tests of the image, Image.Tests",
    };

    // Its ports may be taken: a real agent on free ones is started instead.
    private const string Agent = "consul agent -dev > consul.log 2>&1 &";

    private readonly PageShell shell = new(isInClone: page == "README.md");
    private TerminalProcess? watching;
    private RealConsul? consul;
    private string output = "";
    private int seen;

    /// <summary>Does what the next block says.</summary>
    public async Task TakeAsync(MarkdownBlock block)
    {
        string place = $"{page}:{block.Line}";
        switch (block)
        {
            case { Language: "sh", Argument: "watch" }:
                await EndWatchingAsync(place);
                watching = await shell.OnTerminalAsync(block.Text.Trim());
                seen = 0;
                break;
            case { Language: "sh" }:
                await EndWatchingAsync(place);
                await RunAsync(block, place);
                break;
            case { Language: "text" or "diff", Argument: "" } when watching is not null:
                await SeeAsync(watching, block);
                break;
            case { Language: "text" or "diff", Argument: "" }:
                Assert.True(Matches(block.Text, output), $"{place}: expected\n{block.Text}\nbut the command before it printed\n{output}");
                break;
            case { File: { } file }:
                seen = watching?.Output.Length ?? 0;
                await shell.WriteAsync(file, block.Text);
                break;
        }
    }

    /// <summary>Ends everything that was started.</summary>
    public async ValueTask DisposeAsync()
    {
        await (watching?.DisposeAsync() ?? ValueTask.CompletedTask);
        await shell.DisposeAsync();
        await (consul?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    private async Task RunAsync(MarkdownBlock block, string place)
    {
        string[] lines = block.Text.Split('\n');
        if (lines.Contains(Agent))
        {
            Installed.Require("consul");
            consul = await RealConsul.StartAsync();
            shell.Set("CONSUL_HTTP_ADDR", consul.Address);
        }

        string commands = string.Join('\n', lines.Where(line => line != Agent && !IsRunElsewhere(line.Split('#')[0].Trim())));
        if (commands.Trim().Length == 0)
        {
            output = "";
            return;
        }

        (int exitCode, output) = await shell.RunAsync(commands);
        int expected = block.Argument.StartsWith("exit=", StringComparison.Ordinal) ? int.Parse(block.Argument["exit=".Length..]) : 0;
        Assert.True(exitCode == expected, $"{place}: exit code {exitCode} instead of {expected}\n{commands}\n{output}");
    }

    private async Task SeeAsync(TerminalProcess terminal, MarkdownBlock block)
    {
        foreach (string part in block.Text.Split('\n', '…').Where(part => part.Trim().Length > 0))
        {
            await Eventually.HoldsAsync(
                () => Escapes().Replace(terminal.Output[seen..], "").Contains(part.Trim(), StringComparison.Ordinal),
                () => $"{page}:{block.Line}: '{part}' is on the terminal:\n{Escapes().Replace(terminal.Output[seen..], "")}");
        }
    }

    private async Task EndWatchingAsync(string place)
    {
        if (watching is null)
        {
            return;
        }

        await watching.TypeAsync("q");
        await watching.EndsAsync();
        Assert.True(watching.Settings.ExitCode == 0, $"{place}: what was watched before it ended with {watching.Settings.ExitCode}:\n{watching.Output}");
        await watching.DisposeAsync();
        watching = null;
    }

    // The image's own tests build it and run containers, where a container engine can run at all.
    private static bool IsRunElsewhere(string command) =>
        RunElsewhere.ContainsKey(command) || command.StartsWith("docker ", StringComparison.Ordinal) || command.StartsWith("make ", StringComparison.Ordinal);

    private static bool Matches(string expected, string actual)
    {
        string pattern = string.Join('\n', expected.TrimEnd().Split('\n').Select(line => line.Trim() == "…" ? "(.*\n)*?.*" : Regex.Escape(line.TrimEnd()).Replace("…", ".*", StringComparison.Ordinal) + " *"));
        return Regex.IsMatch(actual.TrimEnd(), $"^{pattern}$", RegexOptions.None, TimeSpan.FromSeconds(5));
    }

    [GeneratedRegex(@"\e\[[0-9;?]*[a-zA-Z]")]
    private static partial Regex Escapes();
}
