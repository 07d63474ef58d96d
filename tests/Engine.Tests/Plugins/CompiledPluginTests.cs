using Basenode.Engine.Model;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Plugins;

/// <summary>
/// An assembly that was compiled once for contract 2.0 and is kept (scripts/contract-sample) loads and works: what it calls is still there, with the same meaning.
/// A failure here means that compiled plugins of others would fail too.
/// </summary>
public sealed class CompiledPluginTests : IAsyncDisposable
{
    private static readonly ReloadChange Change = new(
        [new TargetChange { Target = "t", Template = "t.sbn", Destination = "/etc/t", OldContent = "old", NewContent = "new" }]);

    private readonly PluginBench bench = new();

    public ValueTask DisposeAsync() => bench.DisposeAsync();

    [Fact]
    public async Task Everything_that_it_contributes_is_taken()
    {
        Contributions all = await LoadAsync();

        Assert.Equal(["named", "made", "record"], all.Targets.Select(target => target.Name));
        TargetDefinition named = all.Targets[0];
        Assert.Equal(named with { Name = "record", Destination = "/etc/record", Reload = new NamedAction("sample-alias", ["word"]) }, all.Targets[2]);
        Assert.Equal((UnixFileMode)416, named.Mode);
        Assert.Equal("0 services\n", await all.Targets[1].Content!(new TrackedCluster(ClusterState.Empty)));
        Assert.Equal("hello True 7 00:00:01 0 none 0 6 plugins.contract-sample plugins 00:05:00", Assert.Single(all.Variables).Value);
        Assert.Equal("hello world", Assert.Single(all.Functions).Function.DynamicInvoke("world"));
        Assert.Equal(
            [(null, null), (1, "named"), (null, null), (1, "named"), (1, "record"), (null, null)],
            all.ComputedVariables.Select(each => (each.Every?.TotalMinutes, each.Target)));
        Assert.Equal(["sample", "sample-method"], all.Checks.Keys.Order());
        Assert.Equal(["sample-command", "sample-record"], all.CheckAliases.Keys.Order());
        Assert.Equal(["sample", "sample-family", "sample-found", "sample-method"], all.Reloads.Keys.Order());
        Assert.Equal(new CommandAction(["true"], TimeSpan.FromSeconds(5), null), all.CheckAliases["sample-record"]);
    }

    [Fact]
    public async Task Everything_that_it_reads_is_answered_in_both_forms()
    {
        var cluster = new TrackedCluster(States.Of((new KeyQuery("k"), "value"), (new FileQuery("/f"), "text")));

        var read = (IDictionary<string, object?>)await (await LoadAsync()).ComputedVariables[0].Get(cluster);

        Assert.Equal(("value", "default", "text"), (read["key"], read["key_or_default"], read["file"]));
        var named = new ServiceQuery("web") { Tag = "v1", Near = "n", Filter = "f", Passing = false, Datacenter = "dc1", DefaultPort = 80 };
        ServiceQuery record = named with { Tag = null, Near = "_agent", Filter = "" };
        Query[] options =
        [
            named, record, record with { Connect = true }, new ServiceQuery("web") { Tag = "v1", Passing = false, Datacenter = "dc1", Connect = true },
            new ChecksQuery("web", "any", "dc1"),
        ];
        Assert.All(options, query => Assert.Contains(query, cluster.Reads.Queries));
        Assert.Equal(18, cluster.Reads.Queries.Count);
        foreach (VariablesDefinition each in (await LoadAsync()).ComputedVariables.Skip(1))
        {
            Assert.NotNull(await each.Get(cluster));
        }
    }

    [Fact]
    public async Task Its_checks_and_reload_actions_run()
    {
        Contributions all = await LoadAsync();
        var request = new CheckRequest { Target = "t", Destination = "/etc/t", Candidate = "/etc/.t", Content = "new" };

        foreach (string name in all.Checks.Keys)
        {
            Assert.True((await all.Checks[name].Check(request, default)).Accepted);
            Assert.False((await all.Checks[name].Check(request with { Content = "" }, default)).Accepted);
        }

        IReloadAction action = all.Reloads["sample-family"](["one", "two"]);
        Assert.Equal("plan one two", (await action.Plan(Change, default)).Summary);
        Assert.Equal(ReloadResult.Applied("one two: t t.sbn /etc/t old new True"), await action.Apply(Change, default));
        await action.Resume(Change, default);
        Assert.Equal(ReloadResult.Applied("found: t t.sbn /etc/t old new True"), await all.Reloads["sample-found"]([]).Apply(Change, default));
        Assert.Equal(ReloadResult.Unreachable("away"), await all.Reloads["sample-family"](["away"]).Apply(Change, default));
        Assert.Equal(ReloadResult.Refused("1"), await all.Reloads["sample-method"]([]).Apply(Change, default));
        Assert.Equal(new NamedAction("sample-family", ["first", "word"]), ActionNames.Reload(all.Targets[2].Reload!, all).Action);
    }

    private async Task<Contributions> LoadAsync()
    {
        string path = bench["etc/plugins/contract-sample/contract-sample.dll"];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(Path.Combine(Repository.Root, "tests/Engine.Tests/Plugins/Samples/contract-sample.dll"), path, overwrite: true);
        Contributions all = (await bench.LoadAsync()).Current;
        Assert.Empty(all.Plugins.SelectMany(plugin => plugin.Errors));
        return all;
    }
}
