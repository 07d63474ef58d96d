using System.Text;
using System.Text.RegularExpressions;
using Basenode.Engine.Configuration;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Configuration;

/// <summary>The words of <see cref="SettingKeys"/> against what is read, and what is made of them: the file that ships and docs/settings.md. <c>BASENODE_ACCEPT=1</c> writes both.</summary>
public sealed partial class SettingsDocumentTests
{
    private const string Shipped = "etc/pyconfd/basenode.toml";
    private const string Page = "docs/settings.md";
    private const int Width = 150;

    private static readonly ILookup<string, SettingKey> Tables = SettingKeys.All.ToLookup(key => key.Table);

    private static readonly IReadOnlyDictionary<string, string> Read = WhatIsRead();

    [Fact]
    public void Each_key_that_is_read_is_described_and_no_other()
    {
        Assert.Equal(Read.Keys.Order(StringComparer.Ordinal), SettingKeys.All.Select(key => $"{key.Table}.{key.Name}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_defaults_are_those_that_hold()
    {
        EngineSettings defaults = new();
        EngineSettings told = Apply(key => key.Default);
        Assert.Equal(defaults.Consul, told.Consul);
        Assert.Equal((defaults.Metrics, defaults.Rendering), (told.Metrics, told.Rendering));
        Assert.Equal(defaults.Hold, told.Hold with { Services = defaults.Hold.Services });
        Assert.Equal((defaults.Secrets.Keys.Length, defaults.Secrets.Environment.Length), (told.Secrets.Keys.Length, told.Secrets.Environment.Length));
        Assert.Equal((defaults.Quiet, defaults.Max, defaults.TrustAnyone, defaults.ReadOnlyCacheFolder), (told.Quiet, told.Max, told.TrustAnyone, told.ReadOnlyCacheFolder));
    }

    [Fact]
    public void The_examples_are_valid_and_differ_from_the_defaults()
    {
        _ = Apply(key => key.Example);
        Assert.DoesNotContain(SettingKeys.All, key => key.Example == key.Default);
    }

    [Fact]
    public void The_variables_of_Consul_are_those_that_are_read()
    {
        foreach (SettingKey key in SettingKeys.All.Where(key => key.Variable?.StartsWith("CONSUL_", StringComparison.Ordinal) == true))
        {
            var problems = new SettingsProblems();
            var environment = new Dictionary<string, string> { [key.Variable!] = key.Example.Trim('"') };
            Assert.NotEqual(new ConsulSettings(), new ConsulEnvironment(environment, "/", problems).Apply(new ConsulSettings()));
            Assert.Empty(problems.Errors);
        }
    }

    [Fact]
    public void The_file_that_ships_has_every_key_with_its_default()
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, SettingKey> table in Tables)
        {
            // One that stands for any name is no table of a service called NAME.
            text.Append('\n').Append(table.Key.Contains("NAME", StringComparison.Ordinal) ? "#" : "").Append($"[{table.Key}]\n");
            foreach (SettingKey key in table)
            {
                text.AppendJoin('\n', Wrapped(Meaning(key) + (key.Variable is null ? "" : $" ({key.Variable})") + (key.Default is null ? " For example:" : ""))).Append($"\n#{key.Name} = {key.Default ?? key.Example}\n\n");
            }

            text.Length--;
        }

        IsWritten(Shipped, $"{text}\n", "# -- the engine's tables, written by SettingsDocumentTests --\n", "# -- end of the engine's tables --\n");
    }

    [Fact]
    public void The_page_has_every_key()
    {
        var text = new StringBuilder();
        foreach (IGrouping<string, SettingKey> table in Tables)
        {
            text.Append($"\n## `[{table.Key}]`\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
            foreach (SettingKey key in table)
            {
                text.Append($"| `{key.Name}` | {Value(Read[$"{key.Table}.{key.Name}"])} | {(key.Default is { } value ? $"`{value}`" : "")} | {Meaning(key)}{(key.Variable is { } variable ? $" Environment: `{variable}`." : "")} |\n");
            }

            text.Append($"\nEach key with a value:\n\n```toml\n[{table.Key}]\n").AppendJoin('\n', table.Select(key => $"{key.Name} = {key.Example}")).Append("\n```\n");
        }

        IsWritten(Page, $"{text}\n", "<!-- engine: written by SettingsDocumentTests -->\n", "<!-- end of engine -->\n");
    }

    private static string Meaning(SettingKey key) => key.Meaning.ReplaceLineEndings(" ").Trim();

    // What an error says, without its examples: "a period of at most 60 s, such as …".
    private static string Value(string expected) => Quoted().Replace(expected.Split(", such as")[0], "`\"$1\"`");

    private static IEnumerable<string> Wrapped(string text)
    {
        string line = "#";
        foreach (string word in text.Split(' '))
        {
            if (line.Length + word.Length >= Width)
            {
                yield return line;
                line = "#";
            }

            line += " " + word;
        }

        yield return line;
    }

    private static void IsWritten(string file, string text, string begin, string end)
    {
        string path = Path.Combine(Repository.Root, file);
        string all = File.ReadAllText(path);
        string expected = all.Split(begin)[0] + begin + text + end + all.Split(end)[^1];
        if (Environment.GetEnvironmentVariable("BASENODE_ACCEPT") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(all.Contains(begin, StringComparison.Ordinal) && all.Contains(end, StringComparison.Ordinal), $"{path} has the lines '{begin.Trim()}' and '{end.Trim()}'");
        Assert.True(expected == all, $"{path} differs from the words of SettingKeys (BASENODE_ACCEPT=1 writes it). It has to be:\n{text}");
    }

    private static EngineSettings Apply(Func<SettingKey, string?> value)
    {
        string text = string.Concat(Tables.Select(table => $"[{table.Key}]\n" + string.Concat(table.Where(key => value(key) is not null).Select(key => $"{key.Name} = {value(key)}\n"))));
        var problems = new SettingsProblems();
        EngineSettings settings = SettingsFile.Apply("/etc/pyconfd/basenode.toml", text, new EngineSettings(), problems);
        Assert.Empty(problems.Errors);
        return settings;
    }

    /// <summary>Each key of a table by its whole name, with what its value may be; found by reading a file with all tables, each empty.</summary>
    private static Dictionary<string, string> WhatIsRead()
    {
        var problems = new SettingsProblems();
        SettingsTable file = TomlReader.Read("basenode.toml", string.Concat(Tables.Select(table => $"[{table.Key}]\n")), problems)!;
        SettingsFile.Apply(file, "/", new EngineSettings(), problems);
        Assert.Empty(problems.Errors);

        var found = new Dictionary<string, string>();
        Collect(file, "");
        return found;

        void Collect(SettingsTable table, string before)
        {
            // Those below are tables by name: what is read of one is read of each.
            foreach (string key in table.Asked.Keys.Union(table.Values.Keys).Except(["plugins"]))
            {
                if (table.Values.TryGetValue(key, out SettingsValue? value) && value.Content is SettingsTable below)
                {
                    Collect(below, $"{before}{key}.");
                }
                else
                {
                    found[before + key] = table.Asked[key];
                }
            }
        }
    }

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();
}
