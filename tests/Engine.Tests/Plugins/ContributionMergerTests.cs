using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Plugins;

public sealed class ContributionMergerTests
{
    [Fact]
    public void The_earlier_plugin_keeps_a_name_and_the_error_names_both()
    {
        Contributions all = ContributionMerger.Merge([Plugin("a", Everything("/etc/a")), Plugin("b", Everything("/etc/b"))], 7);

        Assert.Equal(7, all.Revision);
        Assert.Equal("/etc/a", Assert.Single(all.Targets).Destination);
        Assert.Single(all.Variables);
        Assert.Single(all.Functions);
        Assert.True(Assert.Single(all.RemovalHolds).Value.AllowEmpty);
        Assert.Single(all.Checks);
        Assert.Single(all.CheckAliases);
        Assert.Single(all.Reloads);
        Assert.Single(all.ReloadAliases);
        Assert.Empty(all.Plugins[0].Errors);
        Assert.Equal(["target t", "variable v", "function f", "hold of s", "check c", "check ca", "reload r", "reload ra"], all.Plugins[0].Contributes);
        Assert.Empty(all.Plugins[1].Contributes);
        Assert.Equal(8, all.Plugins[1].Errors.Length);
        Assert.All(all.Plugins[1].Errors, error => Assert.Matches("^/conf.d/b.csx: .* already used by /conf.d/a.csx", error));
    }

    [Fact]
    public void A_file_has_one_writer()
    {
        Contributions all = ContributionMerger.Merge(
            [Plugin("a", plugins => plugins.Target("one", "t", "/etc/x")), Plugin("b", plugins => plugins.Target("two", "t", "/etc/x"))],
            1);

        Assert.Equal("one", Assert.Single(all.Targets).Name);
        Assert.Contains("destination /etc/x is already used by /conf.d/a.csx", Assert.Single(all.Plugins[1].Errors));
    }

    [Fact]
    public void A_variable_and_a_function_share_their_names()
    {
        Contributions all = ContributionMerger.Merge(
            [Plugin("a", plugins => plugins.Function("x", () => 1)), Plugin("b", plugins => plugins.Variable("x", 1))],
            1);

        Assert.Empty(all.Variables);
        Assert.Contains("x is already used by", Assert.Single(all.Plugins[1].Errors));
    }

    [Fact]
    public void What_nobody_registers_is_named_with_what_there_is()
    {
        Contributions all = ContributionMerger.Merge(
            [
                Plugin("a", plugins =>
                {
                    plugins.Target("t", "t", "/etc/x", check: plugins.Use("nginx"), reload: plugins.Use("round"));
                    plugins.Variables(_ => (object)1, target: "other");
                    plugins.Reload("round", plugins.Use("round"));
                }),
                Plugin("b", plugins => plugins.Check("haproxy", plugins.Run("true"))),
            ],
            1);

        Assert.Equal(
            [
                "/conf.d/a.csx: target t: no plugin registers the check nginx; registered: haproxy",
                "/conf.d/a.csx: target t: reload round leads back to itself: round uses round",
                "/conf.d/a.csx: variables are for target other, which no plugin declares; declared targets: t",
            ],
            all.Plugins[0].Errors);
    }

    [Fact]
    public void A_name_may_come_from_a_later_plugin()
    {
        Contributions all = ContributionMerger.Merge(
            [
                Plugin("a", plugins => plugins.Target("t", "t", "/etc/x", check: plugins.Use("mine"))),
                Plugin("b", plugins => plugins.Check("mine", plugins.Use("yours"))),
                Plugin("c", plugins => plugins.Check("yours", plugins.Run("true"))),
            ],
            1);

        Assert.Empty(all.Plugins.SelectMany(plugin => plugin.Errors));
    }

    [Fact]
    public void Arguments_for_what_takes_none_are_told_when_the_plugin_is_loaded()
    {
        Contributions all = ContributionMerger.Merge(
            [
                Plugin("a", plugins =>
                {
                    plugins.Target("t", "t", "/etc/x", check: plugins.Use("c", "word"), reload: plugins.Use("r", "word"));
                    plugins.Target("u", "t", "/etc/y", reload: plugins.Use("family", "word"));
                }),
                Plugin("b", plugins =>
                {
                    plugins.Check("c", (_, _) => Task.FromResult(CheckResult.Accept));
                    plugins.Reload("r", (_, _) => Task.FromResult(ReloadResult.Applied("")));
                    plugins.Reload("family", _ => throw new InvalidOperationException());
                }),
                Plugin("c", plugins => plugins.Reload("family", (_, _) => Task.FromResult(ReloadResult.Applied("")))),
            ],
            1);

        Assert.Equal(
            [
                "/conf.d/a.csx: target t: check c takes no arguments, but is used with: word",
                "/conf.d/a.csx: target t: reload r takes no arguments, but is used with: word",
            ],
            all.Plugins[0].Errors);
    }

    [Fact]
    public void A_plugin_that_fails_serves_what_it_last_had()
    {
        PluginState failing = Plugin("a", plugins => plugins.Variable("x", 1)) with { Errors = ["a.csx:1: no"] };
        Contributions all = ContributionMerger.Merge([failing, new PluginState(failing.File with { Path = "/conf.d/b.csx" }, null, ["b.csx: no"])], 1);

        Assert.Single(all.Variables);
        Assert.True(all.Plugins[0].ServesLastGood);
        Assert.False(all.Plugins[1].ServesLastGood);
    }

    [Fact]
    public void A_setting_that_nobody_reads_is_an_error_that_names_the_nearest()
    {
        PluginState[] plugins = [Plugin("web", registry => registry.Settings.Text("binary", "")), Plugin("web", registry => registry.Settings.Flag("live", true))];
        var settings = new EngineSettings
        {
            Plugins = new EngineSettings().Plugins
                .Add("web", new Dictionary<string, object> { ["binray"] = "x", ["live"] = true })
                .Add("wbe", new Dictionary<string, object>()),
        };

        Contributions all = SettingsCheck.Check(ContributionMerger.Merge(plugins, 1), plugins, settings);

        Assert.Equal(["/etc/pyconfd/basenode.toml: plugins.web.binray is unknown; did you mean binary?"], all.Plugins[0].Errors);
        Assert.Empty(all.Plugins[1].Errors);
        Assert.Equal(["/etc/pyconfd/basenode.toml: [plugins.wbe] does not belong to a plugin; did you mean web?"], all.Plugins[2].Errors);
    }

    [Fact]
    public void A_plugin_that_failed_has_not_asked_yet()
    {
        PluginState[] plugins = [Plugin("web", _ => { }) with { Errors = ["no"] }];
        var settings = new EngineSettings { Plugins = new EngineSettings().Plugins.Add("web", new Dictionary<string, object> { ["key"] = "x" }) };

        Assert.Equal(["no"], SettingsCheck.Check(ContributionMerger.Merge(plugins, 1), plugins, settings).Plugins[0].Errors);
    }

    private static Action<IPluginRegistry> Everything(string destination) => plugins =>
    {
        plugins.Target("t", "template", destination);
        plugins.Variable("v", 1);
        plugins.Function("f", () => 1);
        plugins.Check("c", (_, _) => Task.FromResult(CheckResult.Accept));
        plugins.Check("ca", plugins.Run("true"));
        plugins.Reload("r", (_, _) => Task.FromResult(ReloadResult.Applied("")));
        plugins.Reload("ra", plugins.Run("true"));
        plugins.Hold("s", allowEmpty: true);
    };

    private static PluginState Plugin(string name, Action<IPluginRegistry> register)
    {
        var file = new PluginFile(PluginKind.Script, name, $"/conf.d/{name}.csx");
        var registry = new PluginRegistration(file, PluginSettings.Empty, NullLogger.Instance, new ReloadFinder(() => Contributions.Empty, null));
        register(registry);
        return new PluginState(file, registry.Close(), []);
    }
}
