using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Text;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Plugins.Registration;

public sealed class PluginRegistrationTests
{
    private static readonly ReloadChange NoChange = new([]);

    private readonly PluginRegistration registration;
    private readonly IPluginRegistry registry;
    private Contributions current = Contributions.Empty;
    private Func<CommandAction, IReloadAction>? command;

    public PluginRegistrationTests() => registry = registration = new PluginRegistration(
        new PluginFile(PluginKind.Script, "web", "/etc/pyconfd/conf.d/web.csx"),
        PluginSettings.Empty,
        NullLogger.Instance,
        new ReloadFinder(() => current, line => command!(line)));

    [Theory]
    [InlineData("", "/etc/x", "t", null, "invalid target name '': use letters, digits, -, _ and .")]
    [InlineData("a b", "/etc/x", "t", null, "invalid target name 'a b'")]
    [InlineData("../a", "/etc/x", "t", null, "invalid target name '../a'")]
    [InlineData("a", null, "t", null, "absolute path")]
    [InlineData("a", "etc/x", "t", null, "absolute path")]
    [InlineData("a", "/etc/../x", "t", null, "absolute path")]
    [InlineData("a", "/etc/x/", "t", null, "absolute path")]
    [InlineData("a", "/", "t", null, "absolute path")]
    [InlineData("a", "/etc/x\ny", "t", null, "absolute path")]
    [InlineData("a", "/etc/x", null, null, "exactly one of template and content")]
    [InlineData("a", "/etc/x", "/t", null, "relative to the template folders")]
    [InlineData("a", "/etc/x", "../t", null, "relative to the template folders")]
    [InlineData("a", "/etc/x", "t", "888", "octal")]
    [InlineData("a", "/etc/x", "t", "4755", "octal")]
    [InlineData("a", "/etc/x", "t", "rw-r--r--", "octal")]
    public void A_target_that_is_not_valid_is_refused(string name, string? destination, string? template, string? mode, string message) =>
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => registry.Target(name, template, destination, mode: mode)).Message);

    [Fact]
    public void A_target_has_a_template_or_content_and_not_both() =>
        Assert.Throws<ArgumentException>(() => registry.Target("a", "t", "/etc/x", content: _ => Task.FromResult("")));

    [Fact]
    public void A_hold_has_a_service_and_a_time_that_basenode_toml_would_take()
    {
        Assert.Contains("name of the service is empty", Assert.Throws<ArgumentException>(() => registry.Hold("")).Message);
        Assert.Contains("must be from zero to 1 hour", Assert.Throws<ArgumentException>(() => registry.Hold("web", time: TimeSpan.FromHours(2))).Message);
        registry.Hold("web", allowEmpty: true);
        Assert.Contains("hold web is registered twice", Assert.Throws<ArgumentException>(() => registry.Hold("web", panic: true)).Message);
        Assert.Equal([new HoldOptions { Service = "web", AllowEmpty = true }], registration.Close().Holds);
    }

    [Fact]
    public void Names_stand_once_in_a_plugin()
    {
        registry.Target("a", "t", "/etc/a");
        registry.Variable("x", 1);
        registry.Check("c", registry.Run("true"));
        registry.Reload("c", registry.Run("true"));

        Assert.Contains("target a is registered twice in web.csx", Assert.Throws<ArgumentException>(() => registry.Target("a", "t", "/etc/b")).Message);
        Assert.Contains("destination /etc/a", Assert.Throws<ArgumentException>(() => registry.Target("b", "t", "/etc/a")).Message);
        Assert.Throws<ArgumentException>(() => registry.Variable("x", 1));
        Assert.Throws<ArgumentException>(() => registry.Function("x", () => 1));
        Assert.Throws<ArgumentException>(() => registry.Check("c", (_, _) => Task.FromResult(CheckResult.Accept)));
        Assert.Throws<ArgumentException>(() => registry.Reload("c", _ => throw new InvalidOperationException()));
    }

    [Theory]
    [InlineData("a-b")]
    [InlineData("1a")]
    [InlineData("")]
    [InlineData("größe")]
    [InlineData("if")]
    public void A_variable_or_function_has_a_name_that_a_template_can_say(string name)
    {
        Assert.StartsWith($"invalid variable name '{name}': ", Assert.Throws<ArgumentException>(() => registry.Variable(name, 1)).Message);
        Assert.StartsWith($"invalid function name '{name}': ", Assert.Throws<ArgumentException>(() => registry.Function(name, () => 1)).Message);
    }

    [Fact]
    public void A_period_must_be_longer_than_zero()
    {
        Assert.Throws<ArgumentException>(() => registry.Variables(_ => (object)1, TimeSpan.Zero));
        Assert.Throws<ArgumentException>(() => registry.Run("a", TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task A_get_that_returns_a_task_of_its_own_type_is_awaited_and_runs_once()
    {
        int runs = 0;
        registry.Variables(cluster => (object)Task.Run(() => $"run {++runs}"));

        Assert.Equal("run 1", await registration.Close().ComputedVariables[0].Get(new TrackedCluster(ClusterState.Empty)));
    }

    [Fact]
    public void Nothing_is_taken_after_register_has_returned()
    {
        registration.Close();

        Action[] late =
        [
            () => registry.Target("a", "t", "/etc/a"),
            () => registry.Variable("x", 1),
            () => registry.Variables(_ => (object)1),
            () => registry.Function("f", () => 1),
            () => registry.Check("c", (_, _) => Task.FromResult(CheckResult.Accept)),
            () => registry.Reload("r", _ => throw new InvalidOperationException()),
            () => registry.Use("c"),
            () => registry.Run("true"),
            () => _ = registry.Settings,
        ];
        Assert.All(late, each => Assert.Contains("web.csx: nothing can be registered and no setting can be read after Register has returned", Assert.Throws<InvalidOperationException>(each).Message));
        Assert.NotNull(registry.Log);
        Assert.NotNull(registry.FindReload("r"));
    }

    [Fact]
    public async Task A_found_reload_is_looked_up_at_each_use()
    {
        IReloadAction found = registry.FindReload("base", "one");
        ReloadResult absent = await found.Apply(NoChange, default);
        Assert.Equal(ReloadOutcome.Unreachable, absent.Outcome);
        Assert.Contains("base", absent.Message);
        Assert.Contains("base", (await found.Plan(NoChange, default)).Summary);

        int made = 0;
        current = Reloads("base", words => new MethodReload("base", (_, _) => Task.FromResult(ReloadResult.Applied($"{words[0]} {made}"))) is var action && ++made > 0 ? action : action);
        await found.Apply(NoChange, default);
        Assert.Equal("one 1", (await found.Apply(NoChange, default)).Message);

        current = Reloads("base", _ => throw new ArgumentException("knows no 'one'"));
        Assert.Contains("knows no 'one'", (await found.Apply(NoChange, default)).Message);
    }

    [Fact]
    public async Task A_found_reload_follows_aliases_to_actions_and_command_lines()
    {
        current = Reloads("base", words => new MethodReload("base", (_, _) => Task.FromResult(ReloadResult.Applied(string.Join(' ', words))))) with
        {
            ReloadAliases = Contributions.Empty.ReloadAliases
                .Add("other", new NamedAction("base", ["one"]))
                .Add("line", new CommandAction(["true"], null, null))
                .Add("round", new NamedAction("round", [])),
        };
        command = line => new MethodReload("line", (_, _) => Task.FromResult(ReloadResult.Applied($"ran {line}")));

        Assert.Equal("one two", (await registry.FindReload("other", "two").Apply(NoChange, default)).Message);
        Assert.Equal("ran true", (await registry.FindReload("line").Apply(NoChange, default)).Message);
        Assert.Contains("leads back to itself", (await registry.FindReload("round").Apply(NoChange, default)).Message);
    }

    [Fact]
    public async Task A_found_reload_takes_up_an_alias_that_was_edited()
    {
        IReloadAction found = registry.FindReload("other");
        Contributions family = Reloads("base", words => new MethodReload("base", (_, _) => Task.FromResult(ReloadResult.Applied(string.Join(' ', words)))));
        current = family with { ReloadAliases = family.ReloadAliases.Add("other", new NamedAction("base", ["one"])) };
        Assert.Equal("one", (await found.Apply(NoChange, default)).Message);

        current = family with { ReloadAliases = family.ReloadAliases.Add("other", new NamedAction("base", ["two"])) };
        Assert.Equal("two", (await found.Apply(NoChange, default)).Message);
    }

    [Fact]
    public async Task A_found_command_runs_for_each_target_with_its_placeholders_and_once_where_they_are_equal()
    {
        var ran = new List<string>();
        command = line => new MethodReload("line", (_, _) =>
        {
            ran.Add($"{line}");
            return Task.FromResult(ReloadResult.Applied(""));
        });
        current = Contributions.Empty with
        {
            ReloadAliases = Contributions.Empty.ReloadAliases
                .Add("each", new CommandAction(["note", "{{ target }}", "{{ destination }}"], null, null))
                .Add("once", new CommandAction(["reload"], null, null)),
        };
        var change = new ReloadChange([Target("a"), Target("b")]);

        await registry.FindReload("each").Apply(change, default);
        await registry.FindReload("once").Apply(change, default);

        Assert.Equal(["note a /etc/a", "note b /etc/b", "reload"], ran);

        static TargetChange Target(string name) => new() { Target = name, Destination = $"/etc/{name}", NewContent = "" };
    }

    [Fact]
    public void What_takes_no_arguments_is_noted()
    {
        registry.Reload("plain", (_, _) => Task.FromResult(ReloadResult.Applied("")));
        registry.Reload("family", words => throw new ArgumentException($"knows no {words}"));
        RegisteredContributions all = registration.Close();

        Assert.Equal(["plain"], all.PlainReloads);
        Assert.Same(all.Reloads[0].Create([]), all.Reloads[0].Create([]));
    }

    [Fact]
    public void Named_arguments_make_the_record_of_options()
    {
        TargetAction check = registry.Run("true", TimeSpan.FromSeconds(3), "nobody");
        Func<ICluster, Task<string>> content = _ => Task.FromResult("");
        registry.Target("a", destination: "/etc/a", check: check, reload: registry.Use("r"), mode: "0600", owner: "root", group: "adm", content: content);
        registry.Target(new TargetOptions
        {
            Name = "b", Destination = "/etc/b", Check = check, Reload = registry.Use("r"), Mode = "0600", Owner = "root", Group = "adm", Content = content,
        });
        registry.Target("c", "c.sbn", "/etc/c");
        registry.Variables(cluster => (object)1, TimeSpan.FromSeconds(5), "a");
        registry.Variables(cluster => (object)1, new VariablesOptions { Every = TimeSpan.FromSeconds(5), Target = "a" });
        registry.Variables(async cluster => await cluster.Services());
        RegisteredContributions all = registration.Close();

        Assert.Equal(all.Targets[0], all.Targets[1] with { Name = "a", Destination = "/etc/a" });
        Assert.Equal(("c.sbn", null, null), (all.Targets[2].Template, all.Targets[2].Check, all.Targets[2].Mode));
        Assert.Equal(new CommandAction(["true"], TimeSpan.FromSeconds(3), "nobody"), all.Targets[0].Check);
        Assert.Equal([(TimeSpan.FromSeconds(5), "a"), (TimeSpan.FromSeconds(5), "a"), (null, null)], all.ComputedVariables.Select(each => (each.Every, each.Target)));
        Assert.All(all.ComputedVariables, each => Assert.Equal("/etc/pyconfd/conf.d/web.csx", each.PluginPath));
    }

    private static Contributions Reloads(string name, Func<IReadOnlyList<string>, IReloadAction> create) =>
        Contributions.Empty with { Reloads = Contributions.Empty.Reloads.Add(name, create) };

    [Fact]
    public void A_secret_is_masked_at_once_and_one_that_is_too_short_is_told()
    {
        string secret = $"{Guid.NewGuid():N}";
        var log = new RecordingLog();
        var secrets = new PluginRegistration(
            new PluginFile(PluginKind.Script, "web", "/etc/pyconfd/conf.d/web.csx"), PluginSettings.Empty, log, new ReloadFinder(() => current, line => command!(line)));
        secrets.Secret("password", secret);
        Assert.Empty(log.Lines);
        Assert.Equal("***", LogText.Line(secret));
        secrets.Secret("pin", "1234");
        Assert.Contains("The secret 'pin' is not masked in logs and output: it has fewer than 6 characters", Assert.Single(log.Lines));
        Assert.All(secrets.Close().Variables, variable => Assert.True(variable.IsSecret));
    }
}
