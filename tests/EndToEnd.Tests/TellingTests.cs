using System.Text.Json;
using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The log of a running engine says what is true: each thing once, in one line, with its time, and with its cause first.</summary>
public sealed partial class TellingTests : IDisposable
{
    private readonly BasenodeSandbox sandbox = new();

    public TellingTests()
    {
        sandbox.Folder.Write("cluster/web.json", """{ "service": { "name": "web", "id": "web-1", "address": "127.0.0.1", "port": 8001 } }""");
        sandbox.Following(sandbox.Folder["cluster"]);
        sandbox.Script("list.csx", """Target("list", template: "list.sbn", destination: "/list.txt");""");
        sandbox.Template("list.sbn", "{{ color }}\n");
    }

    [Fact]
    public async Task A_failure_is_told_once_and_its_end_once()
    {
        sandbox.Script("web.csx", """Variables(cluster => Task.FromResult(new { color = "red" }));""");
        sandbox.Script("count.csx", """
            int runs = 0;
            Variables(every: TimeSpan.FromMilliseconds(300), get: cluster => Task.FromResult<object>(new { runs = ++runs }));
            """);
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/list.txt", text => text == "red\n", engine, "the first file");

        // Another number and another name at each try.
        sandbox.Script("web.csx", """Variables(every: TimeSpan.FromMilliseconds(300), get: cluster => throw new InvalidOperationException($"no way {Guid.NewGuid()} {Random.Shared.Next()}"));""");
        await Eventually.HoldsAsync(() => engine.Output.Contains("no way"), () => engine.Output);
        long passes = await PassesAsync();
        await Eventually.HoldsAsync(async () => await PassesAsync() >= passes + 20, "many tries");
        Assert.Single(Lines(engine), line => line.Contains("no way", StringComparison.Ordinal));
        Assert.Matches(@" ERR web\.csx(:1)?: Variables failed, keeping the last good values: no way ", engine.Output);

        sandbox.Script("web.csx", """Variables(cluster => Task.FromResult(new { color = "blue" }));""");
        await sandbox.WrittenAsync("/list.txt", text => text == "blue\n", engine, "repaired");
        await Eventually.HoldsAsync(() => engine.Output.Contains("resolved: web.csx: Variables failed"), () => engine.Output);
        Assert.Single(Lines(engine), line => line.Contains("resolved: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_script_that_does_not_compile_is_told_once()
    {
        sandbox.Script("web.csx", """Variable("color", "red" +);""");
        await using ChildProcess engine = sandbox.Start();
        await Eventually.HoldsAsync(() => engine.Output.Contains("target list: render failed"), () => engine.Output);
        Assert.Single(Lines(engine), line => line.Contains(" ERR web.csx cannot be used: ", StringComparison.Ordinal));
        Assert.Single(Lines(engine), line => line.Contains(" WRN target list: render failed: ", StringComparison.Ordinal));

        sandbox.Script("web.csx", """Variable("color", "red");""");
        await sandbox.WrittenAsync("/list.txt", text => text == "red\n", engine, "repaired");
        await Eventually.HoldsAsync(() => engine.Output.Contains("target list has recovered"), () => engine.Output);
        Assert.Single(Lines(engine), line => line.Contains("resolved: web.csx: cannot be used", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_frozen_target_names_its_cause_first()
    {
        sandbox.Script("web.csx", """
            Variables(cluster => throw new InvalidOperationException("no way"));
            """);
        await using ChildProcess engine = sandbox.Start();
        await Eventually.HoldsAsync(() => engine.Output.Contains("target list: render failed"), () => engine.Output);
        Assert.Matches(
            @"target list: render failed: web\.csx:1: Variables failed: no way \(InvalidOperationException\); so list\.sbn:1:4: there is no variable or function 'color'",
            engine.Output);
    }

    [Fact]
    public async Task Each_line_has_date_and_time_and_no_line_break_is_spelled_out()
    {
        sandbox.Template("list.sbn", "one\n{{ nubmer }}\n");
        await using ChildProcess engine = sandbox.Start();
        await Eventually.HoldsAsync(() => engine.Output.Contains("nubmer"), () => engine.Output);
        Assert.All(Lines(engine), line => Assert.Matches(DatedLine(), line));
        Assert.DoesNotContain("\\n", engine.Output);
        Assert.Contains("list.sbn:2:4: there is no variable or function 'nubmer'; 2 | {{ nubmer }}\n", engine.Output);
    }

    [Fact]
    public async Task Json_lines_carry_fields()
    {
        sandbox.Script("web.csx", """Variables(cluster => throw new InvalidOperationException("no way"));""");
        sandbox.Script("fixed.csx", """Target("fixed", destination: "/fixed.txt", content: cluster => Task.FromResult("x"));""");
        await using ChildProcess engine = sandbox.Start("--log-format", "json");
        await Eventually.HoldsAsync(() => Lines(engine).Any(line => line.Contains("\"Id\":6011", StringComparison.Ordinal)), () => engine.Output);
        List<JsonElement> lines = [.. Lines(engine).Select(line => JsonDocument.Parse(line).RootElement)];
        JsonElement failed = Single(lines, 6022);
        Assert.Equal(("web.csx:1", "no way (InvalidOperationException)"), (Text(failed, "Plugin"), Text(failed, "Reason")));
        JsonElement target = Single(lines, 6013);
        Assert.Equal(("list", "render failed"), (Text(target, "Target"), Text(target, "Outcome")));
        JsonElement applied = Single(lines, 6011);
        Assert.Equal(("fixed", sandbox.Folder["fixed.txt"]), (Text(applied, "Target"), Text(applied, "Destination")));
        Assert.DoesNotContain(lines, line => line.TryGetProperty("Message", out _));
    }

    [Fact]
    public async Task Of_many_failures_at_once_a_few_are_told_and_the_others_counted()
    {
        sandbox.Script("many.csx", """
            for (int i = 0; i < 40; i++)
            {
                Target($"t{i:00}", template: "list.sbn", destination: $"/t{i:00}.txt");
            }
            """);
        await using ChildProcess engine = sandbox.Start();
        await Eventually.HoldsAsync(() => engine.Output.Contains("more targets not applied: "), () => engine.Output);
        Assert.Equal(5, Lines(engine).Count(line => line.Contains("render failed", StringComparison.Ordinal)));
        Assert.Contains("more targets not applied: 36", engine.Output);
    }

    public void Dispose() => sandbox.Dispose();

    private static string[] Lines(ChildProcess engine) => engine.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static JsonElement Single(IEnumerable<JsonElement> lines, int id) =>
        Assert.Single(lines, line => line.TryGetProperty("EventId", out JsonElement given) && given.GetProperty("Id").GetInt32() == id);

    private static string? Text(JsonElement line, string field) => line.GetProperty(field).GetString();

    private async Task<long> PassesAsync()
    {
        (int code, string status) = await sandbox.RunAsync("status", "--json");
        return code == 0 ? JsonDocument.Parse(status).RootElement.GetProperty("passes").GetInt64() : 0;
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d) (INF|WRN|ERR) ")]
    private static partial Regex DatedLine();
}
