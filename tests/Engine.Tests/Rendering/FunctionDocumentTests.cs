using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Functions;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>docs/template-functions.md is what a user believes: each function stands in it, and each example renders to what it says.</summary>
public sealed partial class FunctionDocumentTests
{
    internal static readonly string Whole = File.ReadAllText(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../docs/template-functions.md"));

    // Before the tables of translations.
    private static readonly string Document = Whole[..Whole.IndexOf("## From Go's templates", StringComparison.Ordinal)];

    public static TheoryData<string, string> Examples
    {
        get
        {
            var examples = new TheoryData<string, string>();
            foreach (Match example in Example().Matches(Document))
            {
                examples.Add(example.Groups["template"].Value, example.Groups["text"].Value);
            }

            return examples;
        }
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task An_example_renders_to_what_the_document_says(string template, string text)
    {
        await using var it = new RendererFixture(new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)));
        it.Write("greeting.sbn", "hello {{ $1 }}, {{ $.color }}");
        it.Write("a.sbn", "A");
        it.Write("b.sbn", "B");
        Assert.Equal(text, await it.TextAsync(template, null, Cluster()));
    }

    [Fact]
    public void Each_function_has_a_row_and_each_row_a_function()
    {
        string[] documented = [.. Row().Matches(Document).Select(row => row.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.Equal(BuiltIns.OwnNames.Order(StringComparer.Ordinal), documented);
    }

    [Fact]
    public void A_row_names_the_arguments_that_the_function_has()
    {
        var builtIns = new BuiltIns([], new Watchdog(TimeProvider.System));
        foreach (Match row in Row().Matches(Document))
        {
            if (builtIns.TryGetValue(null, default, row.Groups[1].Value, out object? value) && value is TemplateFunction function)
            {
                Assert.Equal($"{function.Name} {string.Join(' ', function.Parameters)}".Trim(), $"{row.Groups[1].Value}{row.Groups[2].Value}");
            }
        }
    }

    [Fact]
    public void Each_function_stands_in_an_example()
    {
        string examples = string.Concat(Example().Matches(Document).Select(example => example.Groups["template"].Value));
        Assert.Equal(["lookup_srv"], BuiltIns.OwnNames.Where(name => !Regex.IsMatch(examples, $@"\b{name}\b")));
    }

    [GeneratedRegex("```sbn\n(?<template>.*?)\n```\n```text\n(?<text>.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^\| `([a-z0-9_]+)((?: [a-z_]+\??)*)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private static string ThisFile([CallerFilePath] string path = "") => path;

    internal static ClusterState Cluster()
    {
        Instance first = Instance("web", 1, 8080, ["v1"], new() { ["owner"] = "team-a", ["zone"] = "a" });
        Instance second = Instance("web", 2, 8080, ["v1", "v2"], new() { ["zone"] = "b" });
        Instance database = Instance("db", 3, 5432, ["primary"], []) with { Id = "db-1", ServerName = "db-1-x", Node = "node1" };
        var keys = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["app/color"] = "blue", ["app/db/host"] = "db.local", ["app/db/port"] = "5432", ["app/empty"] = "", ["app/note"] = "two\nlines",
        };
        (Query, object?)[] folders = [.. from prefix in (string[])["app/", "app/db/"]
                                         select ((Query)new KeysQuery(prefix), (object?)keys.Where(key => key.Key.StartsWith(prefix)).ToDictionary())];
        return States.Of(
        [
            (new ServicesQuery(), new[] { new ServiceSummary("db", ["primary"]), new ServiceSummary("web", ["v1", "v2"]) }),
            (new ServiceQuery("web"), new[] { first, second }),
            (new ServiceQuery("web") { Tag = "v2" }, new[] { second }),
            (new ServiceQuery("web") { Tag = "v2", Datacenter = "dc1", Passing = false }, new[] { second }),
            (new ServiceQuery("db"), new[] { database }),
            (new ServiceQuery("nobody"), Array.Empty<Instance>()),
            (new ServiceQuery("web") { Connect = true }, new[] { first, second }),
            (new PreparedQueryQuery("nearest"), new[] { second }),
            (new NodesQuery(), new[] { new Node { Name = "node1", Address = "10.0.1.1" }, new Node { Name = "node2", Address = "10.0.1.2" } }),
            (new NodeQuery("node1"), new Node { Name = "node1", Address = "10.0.1.1", Meta = new Dictionary<string, string> { ["rack"] = "r7" } }),
            (new NodeQuery("node9"), null),
            (new MembersQuery(), new[] { new Member { Name = "node1", Address = "10.0.1.1", Port = 8301, Status = "alive", Tags = new Dictionary<string, string> { ["role"] = "consul" } } }),
            (new ChecksQuery("web"), new[] { new HealthCheck { Id = "service:web-1", Name = "web", Status = "passing" } }),
            (new DatacentersQuery(), new[] { "dc1", "dc2" }),
            (new CaRootsQuery(), new[] { "-----BEGIN ROOT-----\n-----END ROOT-----" }),
            (new CaLeafQuery("web"), new LeafCertificate("-----BEGIN LEAF-----\n-----END LEAF-----", "secret")),
            (new KeyQuery("app/nope"), null),
            (new FileQuery("/etc/motd"), "hello\n"),
            (new FileQuery("/etc/nope"), null),
            .. keys.Select(key => ((Query)new KeyQuery(key.Key), (object?)key.Value)),
            .. folders,
        ]);
    }

    private static Instance Instance(string name, int number, int port, string[] tags, Dictionary<string, string> meta) =>
        States.Instance(name, number) with { Address = $"10.0.0.{number}", Port = port, Tags = tags, Meta = meta };
}
