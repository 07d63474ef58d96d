using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests.Documentation;

/// <summary>The pictures of docs/screenshots are what the program shows. <c>scripts/screenshots</c> makes them.</summary>
public sealed partial class ScreenshotTests : IDisposable
{
    private const string Template = "# {{ colour }}\n{{~ for i in pool ~}}\nserver {{ i.endpoint }};\n{{~ end ~}}\n";

    private readonly BasenodeSandbox sandbox = new();

    public ScreenshotTests()
    {
        sandbox.Environment["NO_COLOR"] = null;
        sandbox.Environment["BASENODE_ROOT"] = sandbox.Folder["root"];
        sandbox.Following(sandbox.Folder["services"]);
        sandbox.Folder.Write("services/web.json", """
            {
              "services": [
                { "name": "web", "id": "web-1", "address": "192.0.2.11", "port": 8080, "tags": ["blue"] },
                { "name": "web", "id": "web-2", "address": "192.0.2.12", "port": 8080, "tags": ["blue"] },
                { "name": "web", "id": "web-3", "address": "192.0.2.13", "port": 8080, "tags": ["green"] }
              ]
            }
            """);
        sandbox.Script("pool.csx", """
            Target("pool", template: "pool.sbn", destination: "/pool.conf", check: Run("grep -q ^server {{ candidate }}"), reload: Run("true"));
            Variables(async cluster =>
            {
                string colour = await cluster.KeyOrDefault("pool/colour", "blue");
                return new { colour, pool = await cluster.Service("web", tag: colour) };
            }, target: "pool");
            """);
        sandbox.Template("pool.sbn", Template);
    }

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public async Task Preview()
    {
        await OnceAsync();
        sandbox.Folder.Write("services/colour.json", """{ "kv": { "pool/colour": "green" } }""");
        (int code, string output) = await sandbox.RunAsync("preview", "--color", "always");
        Assert.Equal(0, code);
        IsWritten("preview", "basenode preview", output, "pool: +2 −3 lines", "server 192.0.2.13:8080;", "1 of 1 targets would change");
    }

    [Fact]
    public async Task Watch()
    {
        await OnceAsync();
        await using TerminalProcess watch = TerminalProcess.Start(Repository.Executable, ["preview", "--watch"], sandbox.Folder.Path, sandbox.Environment, rows: 16, columns: 100);
        await watch.SaysAsync("nothing would change: 1 target");
        sandbox.Template("pool.sbn", Template.Replace("i.endpoint", "i.adress"));
        string frame = "";
        await Eventually.HoldsAsync(() => (frame = LastFrame(watch.Output)).Contains("did you mean", StringComparison.Ordinal), () => $"the frame tells the error: {watch.Output}");
        await watch.TypeAsync("q");
        await watch.EndsAsync();
        IsWritten("watch", "basenode preview --watch", frame, "there is no member 'adress'; did you mean 'address'?", "pool.sbn");
    }

    [Fact]
    public async Task Status()
    {
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("root/pool.conf", text => text.Contains("192.0.2.12", StringComparison.Ordinal), engine, "the file is written");
        sandbox.Script("motd.csx", "Variable(\"motd\", 1 +);\n");
        sandbox.Template("pool.sbn", Template + "{{ motd }}\n");
        string output = "";
        await Eventually.HoldsAsync(
            async () =>
            {
                await using TerminalProcess status = TerminalProcess.Start(Repository.Executable, ["status"], sandbox.Folder.Path, sandbox.Environment, columns: 110);
                await status.EndsAsync();
                output = status.Output.Split('[', 3) is [_, _, _] ? Said().Match(status.Output).Groups[1].Value : "";
                return output.Contains("motd.csx", StringComparison.Ordinal) && output.Contains("pool.sbn", StringComparison.Ordinal);
            },
            () => $"the status tells both mistakes: {output}\n{engine.Output}");
        IsWritten("status", "basenode status", output, "unhealthy", "motd.csx:1:21", "pool.sbn:5:4");
    }

    [Fact]
    public async Task Test()
    {
        sandbox.Folder.Write("etc/pyconfd/tests/blue/cluster.json", File.ReadAllText(sandbox.Folder["services/web.json"]));
        sandbox.Folder.Write("etc/pyconfd/tests/green/cluster.json", File.ReadAllText(sandbox.Folder["services/web.json"]).TrimEnd()[..^1] + """, "kv": { "pool/colour": "green" } }""");
        (int code, string output) = await sandbox.RunAsync("test", "--update");
        Assert.True(code == 0, output);
        sandbox.Template("pool.sbn", Template.Replace("# {{ colour }}", "# {{ colour }}: {{ pool.size }}"));
        await using TerminalProcess test = TerminalProcess.Start(Repository.Executable, ["test", "--filter", "green"], sandbox.Folder.Path, sandbox.Environment, columns: 110);
        await test.EndsAsync();
        IsWritten("test", "basenode test --filter green", Said().Match(test.Output).Groups[1].Value, "FAILED", "+# green: 1", "0 passed, 1 failed");
    }

    private async Task OnceAsync()
    {
        (int code, string output) = await sandbox.RunAsync("once");
        Assert.True(code == 0, output);
    }

    private static string LastFrame(string output) =>
        output.LastIndexOf("\e[?2026l", StringComparison.Ordinal) is > 0 and var end && output.LastIndexOf("\e[?2026h", end, StringComparison.Ordinal) is > 0 and var start ? output[start..end] : "";

    private void IsWritten(string name, string command, string output, params string[] words)
    {
        Assert.All(words, word => Assert.Contains(word, Escapes().Replace(output, "")));
        string plain = Changing().Replace(output.Replace(sandbox.Folder.Path, "/home/me/pool", StringComparison.Ordinal), match => Fixed(match));
        string picture = TerminalPicture.Of(command, plain);
        string path = Path.Combine(Repository.Root, "docs/screenshots", $"{name}.svg");
        if (Environment.GetEnvironmentVariable("BASENODE_ACCEPT") == "1")
        {
            File.WriteAllText(path, picture);
            return;
        }

        Assert.True(File.Exists(path), $"{path} is absent; scripts/screenshots makes it");
        Assert.True(File.ReadAllText(path) == picture, $"{path} differs from what the program shows (scripts/screenshots makes it). It shows:\n{plain}");
    }

    // What is another one each time: times, periods, process ids, counts.
    private static string Fixed(Match match) => match.Groups["clock"].Success ? "12:00:00"
        : match.Groups["process"].Success ? "process 4211, up 2 h, 14 passes, the last 3 s ago"
        : match.Groups["revision"].Success ? "revision 12,"
        : match.Groups["took"].Success ? "0.20 s"
        : match.Groups["before"].Value + "3 s";

    [GeneratedRegex(@"(?<clock>\d\d:\d\d:\d\d)|(?<process>process \d+, up .*? ago)|(?<took>\b\d+\.\d\d s\b)|(?<revision>revision \d+,)|(?<before>\b(?:since|for|after|in) )[\d.]+ m?s\b")]
    private static partial Regex Changing();

    [GeneratedRegex("\e\\[[0-9;?]*[a-zA-Z]")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"\[program \d+\]\r?\n(.*?)\[code ", RegexOptions.Singleline)]
    private static partial Regex Said();
}
