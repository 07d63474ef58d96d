using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Engine.Tests.Model;

public sealed class ActionNamesTests
{
    private static readonly CommandAction Line = new(["true"], null, null);
    private static readonly Gen<string> Name = Gen.Elements("a", "b", "c", "d", "e", "f");
    private static readonly Gen<IReadOnlyList<string>> Arguments = Gen.Elements<IReadOnlyList<string>>([], [], [], ["x"], ["y", "z"]);

    private static readonly Gen<NamedAction> Use = from name in Name from arguments in Arguments select new NamedAction(name, arguments);

    // What one name is: a family, one action, a command line, an alias, or nothing.
    private static readonly Gen<object> Meaning = Gen.OneOf(
        Gen.Constant<object>("family"), Gen.Constant<object>("plain"), Gen.Constant<object>(Line), Gen.Constant<object>(""), Use.Select(object (use) => use), Use.Select(object (use) => use));

    private static readonly Gen<(NamedAction Asked, IReadOnlyList<object> Meanings)> World =
        from asked in Use
        from meanings in Meaning.ListOf(6)
        select (asked, (IReadOnlyList<object>)[.. meanings]);

    [Fact]
    public void Names_lead_where_a_simple_model_says() => Prop.ForAll(World.ToArbitrary(), world =>
    {
        ResolvedAction actual = ActionNames.Reload(world.Asked, Reloads(world.Meanings));
        return Equals((actual.Action, actual.Problem?.Kind), Follow(world.Asked.Name, world.Asked.Arguments, world.Meanings, steps: 0));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Checks_follow_the_same_rule_and_never_take_arguments() => Prop.ForAll(World.ToArbitrary(), world =>
    {
        IReadOnlyList<object> meanings = [.. world.Meanings.Select(meaning => meaning is "family" ? "plain" : meaning)];
        ResolvedAction check = ActionNames.Check(world.Asked, Checks(meanings));
        ResolvedAction reload = ActionNames.Reload(world.Asked, Reloads(meanings));
        return Equals((check.Action, check.Problem?.Kind), (reload.Action, reload.Problem?.Kind));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void What_was_followed_stays_when_it_is_followed_again() => Prop.ForAll(World.ToArbitrary(), world =>
    {
        Contributions all = Reloads(world.Meanings);
        ResolvedAction once = ActionNames.Reload(world.Asked, all);
        return once.Action is null || Equals(once, ActionNames.Reload(once.Action, all));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void The_plugin_whose_code_runs_is_found_through_aliases()
    {
        Contributions all = Reloads(["plain", new NamedAction("a", []), "", "", "", ""]) with { ReloadPlugins = Plugins("a") };
        all = all with { Checks = Checks(["plain", "", "", "", "", ""]).Checks, CheckAliases = all.ReloadAliases, CheckPlugins = Plugins("a") };

        Assert.Equal("web.csx", all.PluginOfReload(new NamedAction("b", [])));
        Assert.Equal("web.csx", all.PluginOfCheck(new NamedAction("b", [])));
        Assert.Equal("", all.PluginOfReload(new NamedAction("c", [])));
        Assert.Equal("", all.PluginOfCheck(Line));
    }

    [Theory]
    [InlineData("haprxy", "no plugin registers the check haprxy; did you mean 'haproxy'?")]
    [InlineData("something-else", "no plugin registers the check something-else; registered: check-00, check-01, check-02, check-03, check-04, check-05, check-06, check-07, check-08, check-09 and 3 more")]
    public void What_is_unknown_is_told_with_what_would_be_valid(string name, string expected)
    {
        var all = new Contributions
        {
            CheckAliases = Enumerable.Range(0, 12).Select(i => $"check-{i:00}").Append("haproxy").ToImmutableDictionary(each => each, TargetAction (_) => Line),
        };

        Assert.Equal(expected, ActionNames.Check(new NamedAction(name, []), all).Problem?.Message);
    }

    [Fact]
    public void A_circle_further_on_names_the_whole_way()
    {
        Contributions all = Reloads([new NamedAction("b", []), new NamedAction("c", []), new NamedAction("b", []), "", "", ""]);

        Assert.Equal("reload a leads in a circle: a uses b, b uses c, c uses b", ActionNames.Reload(new NamedAction("a", []), all).Problem?.Message);
        Assert.Equal("no plugin registers the check x; none is registered", ActionNames.Check(new NamedAction("x", []), Contributions.Empty).Problem?.Message);
    }

    // The rule in its shortest form. Who has taken more steps than there are names goes round.
    private static (TargetAction?, ActionProblemKind?) Follow(string name, IReadOnlyList<string> arguments, IReadOnlyList<object> meanings, int steps) =>
        steps > meanings.Count ? (null, ActionProblemKind.Circle) : meanings[name[0] - 'a'] switch
        {
            NamedAction other => Follow(other.Name, [.. other.Arguments, .. arguments], meanings, steps + 1),
            "" => (null, ActionProblemKind.Unknown),
            "family" => (new NamedAction(name, arguments), null),
            _ when arguments.Count > 0 => (null, ActionProblemKind.TakesNoArguments),
            CommandAction line => (line, null),
            _ => (new NamedAction(name, []), null),
        };

    private static Contributions Reloads(IReadOnlyList<object> meanings) => new()
    {
        Reloads = Named(meanings, meaning => meaning is "family" or "plain").ToImmutableDictionary(
            each => each.Name, Func<IReadOnlyList<string>, IReloadAction> (_) => _ => throw new NotSupportedException()),
        PlainReloads = [.. Named(meanings, meaning => meaning is "plain").Select(each => each.Name)],
        ReloadAliases = Aliases(meanings),
    };

    private static Contributions Checks(IReadOnlyList<object> meanings) => new()
    {
        Checks = Named(meanings, meaning => meaning is "plain").ToImmutableDictionary(each => each.Name, ICheck (_) => null!),
        CheckAliases = Aliases(meanings),
    };

    private static ImmutableDictionary<string, TargetAction> Aliases(IReadOnlyList<object> meanings) =>
        Named(meanings, meaning => meaning is TargetAction).ToImmutableDictionary(each => each.Name, each => (TargetAction)each.Meaning);

    private static IEnumerable<(string Name, object Meaning)> Named(IReadOnlyList<object> meanings, Predicate<object> which) =>
        meanings.Select((meaning, i) => ($"{(char)('a' + i)}", meaning)).Where(each => which(each.meaning));

    private static ImmutableDictionary<string, string> Plugins(string name) => ImmutableDictionary<string, string>.Empty.Add(name, "web.csx");
}
