using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Basenode.Engine.Cluster.Definitions;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Variables.LastGood;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Fuzz.Surfaces;

/// <summary>Files: what people write, what others recorded, and what the engine itself kept and a disk may have damaged.</summary>
internal sealed class FileSurfaces : IDisposable
{
    private const string Definitions = """
        { "node_name": "n1", "advertise_addr": "10.0.0.1", "datacenter": "dc1", "node_meta": { "rack": "7" }, "kv": { "a/b": "c" },
          "service": { "name": "web", "id": "web-1", "port": 80, "address": "10.0.0.1", "tags": ["v2"], "meta": { "a": "b" }, "weights": { "passing": 2, "warning": 1 },
            "check": { "http": "http://localhost", "interval": "10s" }, "checks": [{ "id": "c", "name": "c", "status": "passing", "ttl": "30s" }] },
          "services": [{ "Name": "api", "Port": 8080, "EnableTagOverride": false }], "check": { "name": "disk", "status": "warning", "ttl": "1m" }, "checks": [] }
        """;

    private const string Snapshot = """
        { "basenode_snapshot": 1, "source": "Consul", "answers": [
          { "query": "service", "name": "web", "passing": true, "instances": [{ "id": "web-1", "name": "web", "node": "n1", "address": "10.0.0.1", "port": 80, "weight": 1, "tags": ["v2"], "meta": { "a": "b" },
            "checks": [{ "id": "c", "name": "c", "status": "passing", "node": "n1", "service_name": "web", "service_id": "web-1", "notes": "" }],
            "node_address": "10.0.0.1", "node_meta": {}, "tagged_addresses": {}, "datacenter": "dc1" }] },
          { "query": "key", "name": "a/b", "value": "c" } ] }
        """;

    private const string Toml = """
        [engine]
        quiet = "20ms"
        max = "100ms"
        [consul]
        address = "127.0.0.1:8500"
        tls = false
        token_file = "token"
        direct_watches = 128
        [hold]
        share = 0.3
        [hold.services.web]
        allow_empty = true
        [scripts]
        trust = "anyone"
        [plugins.haproxy]
        binary = "/usr/sbin/haproxy"
        list = [1, "two", { three = 3.0 }]
        """;

    private static readonly Query[] Asked = [new ServicesQuery(), new ServiceQuery("web"), new NodesQuery(), new NodeQuery(null), new KeysQuery(""), new KeyQuery("a/b"), new ChecksQuery(null), new MembersQuery()];

    private readonly TemporaryFolder folder = TemporaryFolder.InMemory();
    private readonly InstanceValidation validation = new(hostNames: false);

    /// <summary>One a kind of file.</summary>
    public IEnumerable<Surface> All =>
    [
        Surface.Of("definitions", ReadDefinitions, Definitions),
        Surface.Of("snapshot", ReadSnapshot, Snapshot, RecordedSnapshot()),
        Surface.Of("last-known", ReadLastKnown, RecordedSnapshot()),
        Surface.Of("values", ReadValues, """{"version":1,"etc":"/etc","values":[{"target":"","place":0,"variables":{"a":"b","n":1,"d":{"double":"1.5"},"t":{"time":"2026-01-01T00:00:00.0000000+00:00"},"s":{"span":"00:01:00"},"m":{"map":{"x":[1,null,true]}},"o":{"members":{"y":"z"}},"c":{"check":{"id":"c","name":"c","status":"passing","node":"n","serviceName":"","serviceId":"","notes":""}}}}]}"""),
        Surface.Of("state", ReadState, """{"version":1,"destination":"/etc/a","reload":"x","installed":"99fc819aaba2462a","installing":"","applied":"99","lastGood":"","confirmedBy":"","before":"","refused":null,"pending":{"inputs":"","attempts":1,"at":"2026-11-24T18:44:01.918359+00:00","retryAt":"2026-11-24T18:44:01.9705337+00:00","message":"no"}}"""),
        Surface.Of("suspects", ReadSuspects, """{"version":1,"suspects":[{"plugin":"web.csx","part":"Variables","name":"","content":"1","state":"Skipped","reason":"died","times":1,"unclearTests":0,"lastTest":"","at":"2026-11-24T18:44:01+00:00","testAt":"2026-11-24T18:44:01+00:00"}],"restart":{"attempts":1,"at":"2026-11-24T18:44:01+00:00","retryAt":"2026-11-24T18:44:01+00:00","message":"m"}}"""),
        new Surface("note", [new NoteLine(NoteMark.Running, new PluginCode("web.csx", PluginPart.Variables) { Content = "1" }, "why").ToBytes(), NoteLine.Free], input =>
        {
            _ = PastRun.Parse(input);
            return Task.CompletedTask;
        }),
        Surface.Of("toml", ReadSettings, Toml, File.ReadAllText(Path.Combine(Repository.Root, "etc/pyconfd/basenode.toml"))),
    ];

    public void Dispose() => folder.Dispose();

    private void ReadDefinitions(byte[] input)
    {
        DefinitionFile? file = DefinitionReader.Read(input, "a.json", out string? problem);
        CheckProblem(file is null, problem);
        if (file is not null)
        {
            var catalog = new DefinitionCatalog([file], validation);
            foreach (Query query in Asked)
            {
                CheckAnswer(catalog.Answer(query).Value);
            }
        }
    }

    private void ReadSnapshot(byte[] input)
    {
        IReadOnlyDictionary<Query, QueryResult>? answers = SnapshotFile.Read(input, "a.json", validation, out string? problem);
        CheckProblem(answers is null, problem);
        foreach (QueryResult answer in answers?.Values ?? [])
        {
            CheckAnswer(answer.Value);
        }

        if (answers is not null)
        {
            // What was read can be recorded, and read again.
            ClusterState state = ClusterState.Empty with { Answers = answers.ToImmutableDictionary(one => one.Key, one => new Answer(one.Value.Value, 1)) };
            byte[] again = SnapshotFile.ToBytes(state, answers.Keys, "test");
            if (SnapshotFile.Read(again, "b.json", validation, out problem)?.Count != answers.Count)
            {
                throw new FuzzException($"what was read cannot be recorded and read again: {problem}");
            }
        }
    }

    private void ReadLastKnown(byte[] input)
    {
        string path = folder["last-known.json"];
        File.WriteAllBytes(path, input);
        var state = new LastKnownState(path, keepsKeys: true, validation, files: null, NullLogger.Instance);
        CheckAnswer(state.Find(new ServiceQuery("web"), "gone")?.Value);
    }

    private void ReadValues(byte[] input)
    {
        Directory.CreateDirectory(folder["plugins/web.csx"]);
        File.WriteAllBytes(folder["plugins/web.csx/values.json"], input);
        _ = new LastGoodValues(folder.Path, "/etc", files: null, NullLogger.Instance).Load("web.csx", null, 0);
    }

    private static void ReadState(byte[] input)
    {
        try
        {
            TargetState state = StateDocument.Parse(input).ToState(() => "");
            _ = StateDocument.Parse(StateDocument.Write(state)).ToState(() => "");
        }
        catch (JsonException)
        {
            // The store tells it and goes on without.
        }
    }

    private static void ReadSuspects(byte[] input)
    {
        try
        {
            SuspectDocument document = SuspectDocument.Parse(input);
            _ = SuspectDocument.Write(document.ToSuspects(), document.Restart?.ToState());
        }
        catch (JsonException)
        {
            // Told, and put aside.
        }
    }

    private static void ReadSettings(byte[] input)
    {
        var problems = new SettingsProblems();
        _ = SettingsFile.Apply("/etc/pyconfd/basenode.toml", Encoding.UTF8.GetString(input), new EngineSettings(), problems);
    }

    private static void CheckProblem(bool isExpected, string? problem)
    {
        if (isExpected != problem is not null || problem?.Contains('\n') == true)
        {
            throw new FuzzException($"a problem of one line or a value, not: {problem ?? "neither"}");
        }
    }

    private static void CheckAnswer(object? value)
    {
        if (value is not null)
        {
            NoNulls.Check(value);
        }

        switch (value)
        {
            case IReadOnlyList<Instance> instances:
                ConsulSurfaces.CheckInstances(instances);
                break;
            case Node node:
                ConsulSurfaces.CheckInstances(node.Services);
                break;
        }
    }

    private static string RecordedSnapshot()
    {
        var instance = new Instance
        {
            Id = "web-1", Name = "web", ServerName = "n1.web-1-x", Node = "n1", Address = "10.0.0.1", Port = 80, Status = "passing", Tags = ["v2"], Meta = new Dictionary<string, string> { ["a"] = "b" },
            Checks = [new HealthCheck { Id = "c", Name = "c", Status = "passing" }],
        };
        var answers = new Dictionary<Query, object?>
        {
            [new ServiceQuery("web")] = new[] { instance },
            [new ServicesQuery()] = new[] { new ServiceSummary("web", ["v2"]) },
            [new KeyQuery("a/b")] = "c",
            [new KeysQuery("a/")] = ImmutableSortedDictionary.CreateRange([KeyValuePair.Create("a/b", "c")]),
            [new NodeQuery("n1")] = new Node { Name = "n1", Id = "i", Address = "10.0.0.1", Datacenter = "dc1", Services = [instance] },
            [new DatacentersQuery()] = new[] { "dc1" },
        };
        ClusterState state = ClusterState.Empty with { Answers = answers.ToImmutableDictionary(one => one.Key, one => new Answer(one.Value, 1)) };
        return Encoding.UTF8.GetString(SnapshotFile.ToBytes(state, answers.Keys, "test"));
    }
}
