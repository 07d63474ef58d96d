using System.Text;
using System.Text.RegularExpressions;
using Basenode.Plugins;
using Basenode.Supervisor;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Shipped;

/// <summary>The tables of the shipped plugins in the shipped basenode.toml: they have each key with its default, and docs/settings.md is made from their comments (<c>BASENODE_ACCEPT=1</c> writes it).</summary>
public sealed partial class SettingsOfPluginsTests
{
    private const string Begin = "<!-- plugins: written by SettingsOfPluginsTests -->\n";
    private const string End = "<!-- end of plugins -->\n";

    private static readonly string Toml = File.ReadAllText(Path.Combine(Repository.Root, "etc/pyconfd/basenode.toml"));

    // Those that the shipped script asks for, too.
    private static readonly string[] OfTheScript = ["ports_from_all"];

    [Fact]
    public void The_file_has_each_key_of_HAProxys_plugin_with_its_default()
    {
        var settings = new PluginSettings("plugins.haproxy", Values("haproxy"));
        HaproxySettings told = HaproxySettings.From(settings);
        HaproxySettings defaults = new();
        Assert.Equal(settings.Asked.Union(OfTheScript).Order(StringComparer.Ordinal), settings.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((string.Join(' ', defaults.Start), string.Join(' ', defaults.Recover)), (string.Join(' ', told.Start), string.Join(' ', told.Recover)));
        Assert.Equal(defaults, told with { Start = defaults.Start, Recover = defaults.Recover });
    }

    [Fact]
    public void The_keys_of_the_script_are_those_that_it_asks_for()
    {
        string script = File.ReadAllText(Path.Combine(Repository.Root, "etc/pyconfd/conf.d/haproxy.csx"));
        IEnumerable<string> asked = AskedByScript().Matches(script).Select(match => match.Groups[1].Value);
        Assert.Equal(OfTheScript, asked.Except(["admin_socket"]));
        Assert.All(OfTheScript, key => Assert.Contains($"Settings.Flag(\"{key}\", {Values("haproxy")[key].ToString()!.ToLowerInvariant()})", script));
    }

    [Fact]
    public void The_file_has_each_key_of_supervisors_plugin_with_its_default()
    {
        var settings = new PluginSettings("plugins.supervisor", Values("supervisor"));
        SupervisorSettings told = SupervisorSettings.From(settings);
        SupervisorSettings defaults = new();
        Assert.Equal(settings.Asked.Order(StringComparer.Ordinal), settings.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(defaults.Sockets, told.Sockets);
        Assert.Equal(defaults, told with { Sockets = defaults.Sockets });
    }

    [Fact]
    public void The_page_has_each_key()
    {
        var text = new StringBuilder();
        foreach (string plugin in (string[])["haproxy", "supervisor"])
        {
            text.Append($"\n## `[plugins.{plugin}]`\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n");
            foreach (Match key in Keys(plugin))
            {
                string meaning = string.Join(' ', key.Groups["meaning"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimStart('#').Trim()));
                text.Append($"| `{key.Groups["key"].Value}` | {Kind(Value(key))} | `{key.Groups["value"].Value}` | {meaning} |\n");
            }

            text.Append($"\nThe defaults:\n\n```toml\n[plugins.{plugin}]\n").AppendJoin('\n', Keys(plugin).Select(key => $"{key.Groups["key"].Value} = {key.Groups["value"].Value}")).Append("\n```\n");
        }

        string path = Path.Combine(Repository.Root, "docs/settings.md");
        string page = File.ReadAllText(path);
        string expected = $"{page.Split(Begin)[0]}{Begin}{text}\n{End}{page.Split(End)[^1]}";
        if (Environment.GetEnvironmentVariable("BASENODE_ACCEPT") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(page.Contains(Begin, StringComparison.Ordinal) && page.Contains(End, StringComparison.Ordinal), $"{path} has the lines '{Begin.Trim()}' and '{End.Trim()}'");
        Assert.True(page == expected, $"{path} differs from the comments of the shipped file (BASENODE_ACCEPT=1 writes it). It has to be:\n{text}");
    }

    private static MatchCollection Keys(string plugin)
    {
        string table = Toml[Toml.IndexOf($"\n[plugins.{plugin}]\n", StringComparison.Ordinal)..];
        int next = table.IndexOf("\n[", 1, StringComparison.Ordinal);
        return Key().Matches(next < 0 ? table : table[..(next + 1)]);
    }

    private static Dictionary<string, object> Values(string plugin) => Keys(plugin).ToDictionary(key => key.Groups["key"].Value, Value);

    private static object Value(Match key) => key.Groups["value"].Value switch
    {
        "true" => true,
        "false" => false,
        var text => text.Trim('"'),
    };

    private static string Kind(object value) => value switch
    {
        bool => "true or false",
        string text when PluginSettings.ParseDuration(text) is not null => "a period",
        _ => "a text in quotes",
    };

    [GeneratedRegex("(?<meaning>(?:^# .*\n)+)^#(?<key>[a-z_]+) = (?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex Key();

    [GeneratedRegex("Settings\\.\\w+\\(\"([a-z_]+)\"")]
    private static partial Regex AskedByScript();
}
