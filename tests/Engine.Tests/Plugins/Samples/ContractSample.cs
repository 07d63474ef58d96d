using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace ContractSample;

/// <summary>
/// Calls everything that the contract offers. It is compiled once for a version of the contract and kept: every later engine must load it and run it as it is.
/// scripts/contract-sample compiles it.
/// </summary>
public sealed class ContractSamplePlugin : IPlugin, IDisposable
{
    public void Register(IPluginRegistry plugins)
    {
        plugins.Log.LogInformation("registers");
        PluginSettings settings = plugins.Settings;
        string greeting = string.Join(' ', settings.Text("greeting", "hello"), settings.Flag("flag", true), settings.Number("number", 7),
            settings.Duration("duration", TimeSpan.FromSeconds(1)), settings.List("list").Count, settings.Table("table").Text("key", "none"),
            settings.Keys.Count(), settings.Asked.Count, settings.Path, PluginSettings.Empty.Path, PluginSettings.ParseDuration("5m"));
        plugins.Variable("greeting", greeting);

        plugins.Target("named", template: "sample.sbn", destination: "/etc/named", check: plugins.Use("sample"), reload: plugins.Use("sample-family", "word"),
            mode: "0640", owner: "root", group: "root");
        plugins.Target("made", destination: "/etc/made", content: async cluster => $"{(await cluster.Services()).Count} services\n");
        plugins.Target(new TargetOptions
        {
            Name = "record", Template = "sample.sbn", Destination = "/etc/record", Check = plugins.Use("sample"), Reload = plugins.Use("sample-alias", "word"),
            Mode = "0640", Owner = "root", Group = "root", Content = null,
        });

        plugins.Variables(async cluster => await ReadAsync(cluster));
        plugins.Variables(async cluster => new { Text = await cluster.Key("k") }, every: TimeSpan.FromMinutes(1), target: "named");
        plugins.Variables(cluster => new { FixedHere = 1 });
        plugins.Variables(cluster => new { FixedThere = 1 }, every: TimeSpan.FromMinutes(1), target: "named");
        plugins.Variables(async cluster => new { Service = await cluster.Service("web") }, new VariablesOptions { Every = TimeSpan.FromMinutes(1), Target = "record" });
        plugins.Variables(cluster => new { Last = 1 }, new VariablesOptions());

        plugins.Function("greet", (string name) => $"hello {name}");

        plugins.Check("sample", new SampleCheck());
        plugins.Check("sample-method", (request, stop) => Task.FromResult(request.Content.Length > 0 ? CheckResult.Accept : CheckResult.Refuse("empty")));
        plugins.Check("sample-command", plugins.Run("test -s {{ candidate }}", TimeSpan.FromSeconds(5), user: null));
        plugins.Check("sample-record", plugins.Run("true", new CommandOptions { Timeout = TimeSpan.FromSeconds(5), User = null }));

        plugins.Reload("sample", new SampleReload(""));
        plugins.Reload("sample-method", (change, stop) => Task.FromResult(ReloadResult.Refused($"{change.Targets.Count}")));
        plugins.Reload("sample-family", words => new SampleReload(string.Join(' ', words)));
        plugins.Reload("sample-alias", plugins.Use("sample-family", "first"));
        plugins.Reload("sample-found", plugins.FindReload("sample-family", "found"));
    }

    public void Dispose()
    {
    }

    private static async Task<IDictionary<string, object?>> ReadAsync(ICluster cluster)
    {
        var all = new ServiceOptions { Tag = null, Near = "_agent", Filter = "", Passing = false, Datacenter = "dc1", DefaultPort = 80 };
        return new Dictionary<string, object?>
        {
            ["services"] = (await cluster.Services("dc1")).Count,
            ["named"] = (await cluster.Service("web", tag: "v1", near: "n", filter: "f", passing: false, datacenter: "dc1", defaultPort: 80)).Count,
            ["record"] = (await cluster.Service("web", all)).Select(Describe).ToList(),
            ["connect"] = (await cluster.Connect("web", tag: "v1", passing: false, datacenter: "dc1")).Count,
            ["connect_record"] = (await cluster.Connect("web", all)).Count,
            ["prepared"] = (await cluster.PreparedQuery("q")).Count,
            ["instances"] = (await cluster.Instances()).Count,
            ["nodes"] = (await cluster.Nodes()).Select(node => $"{node.Name} {node.Id} {node.Address} {node.Datacenter} {node.Meta.Count} {node.TaggedAddresses.Count} {node.Services.Count}").ToList(),
            ["node"] = (await cluster.Node("n"))?.Name,
            ["members"] = (await cluster.Members()).Select(member => $"{member.Name} {member.Address} {member.Port} {member.Status} {member.Tags.Count}").ToList(),
            ["key"] = await cluster.Key("k"),
            ["key_or_default"] = await cluster.KeyOrDefault("absent", "default"),
            ["keys"] = (await cluster.Keys("p")).Count,
            ["checks"] = (await cluster.Checks("web", state: "any", datacenter: "dc1")).Count,
            ["checks_record"] = (await cluster.Checks(new ChecksOptions { Service = "web", State = "any", Datacenter = "dc1" }))
                .Select(check => $"{check.Id} {check.Name} {check.Status} {check.Node} {check.ServiceName} {check.ServiceId} {check.Notes}").ToList(),
            ["datacenters"] = (await cluster.Datacenters()).Count,
            ["roots"] = (await cluster.CaRoots()).Count,
            ["leaf"] = await cluster.CaLeaf("web") is { } leaf ? leaf.Certificate.Length + leaf.PrivateKey.Length : 0,
            ["file"] = await cluster.ReadFile("/f"),
        };
    }

    private static string Describe(Instance i) =>
        $"{i.Id} {i.Name} {i.ServerName} {i.Node} {i.Address} {i.Port} {i.Endpoint} {i.Tags.Count} {i.Meta.Count} {i.Status} {i.Weight} {i.Checks.Count} "
        + $"{i.NodeAddress} {i.NodeMeta.Count} {i.TaggedAddresses.Count} {i.Datacenter}";

    private sealed class SampleCheck : ICheck
    {
        public async Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken)
        {
            ChildCommandResult result = await ChildCommand.RunAsync(["echo", request.Target, request.Template ?? "", request.Destination], TimeSpan.FromSeconds(20), user: null, cancellationToken);
            return result is { IsSuccess: true, End: ChildCommandEnd.Exited, ExitCode: 0, Problem: null } && request.Content.Length > 0
                ? CheckResult.Accept
                : CheckResult.Refuse($"{result.Output} {request.Candidate}");
        }
    }

    private sealed class SampleReload(string words) : IReloadAction
    {
        public Task<ReloadPlan> Plan(ReloadChange change, CancellationToken cancellationToken) => Task.FromResult(new ReloadPlan($"plan {words}"));

        public Task<ReloadResult> Apply(ReloadChange change, CancellationToken cancellationToken)
        {
            string targets = string.Join(',', change.Targets.Select(t => $"{t.Target} {t.Template} {t.Destination} {t.OldContent} {t.NewContent} {t.IsChanged}"));
            return Task.FromResult(words == "away" ? ReloadResult.Unreachable("away") : ReloadResult.Applied($"{words}: {targets}"));
        }
    }
}
