using System.CommandLine;
using Basenode.Cli.Output;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Cli.Tests.Completion;

public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Each_script_is_valid_for_its_shell(string shell)
    {
        string script = await ScriptAsync(shell);
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed");
        (int code, string output) = await ChildProcess.RunAsync(shell, ["-n", script]);
        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("basenode pr", 1, "preview")]
    [InlineData("basenode --log-level ", 2, "debug error info trace warning")]
    [InlineData("basenode --log-format json comp", 3, "compile completion")]
    [InlineData("basenode new ", 2, "plugin script target template")]
    [InlineData("basenode completion f", 2, "fish")]
    public async Task Bash_suggests_what_may_follow(string line, int word, string candidates)
    {
        string program = $$"""
            PATH={{Path.GetDirectoryName(Executable.Path)}}:$PATH
            source {{await ScriptAsync("bash")}}
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_CWORD={{word}}
            _basenode {{Executable.Path}} '{{line.Split(' ')[^1]}}'
            echo $(printf '%s\n' "${COMPREPLY[@]}" | grep -v '^-' | LC_ALL=C sort)
            """;
        (int code, string output) = await ChildProcess.RunAsync("bash", ["-c", program]);
        Assert.True(code == 0, output);
        Assert.Equal(candidates, output.Trim());
    }

    [Theory]
    [InlineData("basenode once --ti", "--timeout")]
    [InlineData("basenode status --stri", "--strict")]
    public async Task Bash_suggests_options_of_a_command(string line, string option)
    {
        string program = $$"""
            source {{await ScriptAsync("bash")}}
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_CWORD=2
            _basenode {{Executable.Path}} '{{line.Split(' ')[^1]}}'
            printf '%s\n' "${COMPREPLY[@]}"
            """;
        (int code, string output) = await ChildProcess.RunAsync("bash", ["-c", program]);
        Assert.Equal((0, option), (code, output.Trim()));
    }

    [Theory]
    [InlineData("basenode preview ", "from-a-run from-a-script")]
    [InlineData("basenode preview --watch from-a-s", "from-a-script")]
    [InlineData("basenode eval --target ", "from-a-run from-a-script")]
    [InlineData("basenode release ", "api web")]
    [InlineData("basenode release --all ", "api web")]
    [InlineData("basenode plugins my-", "my-assembly my-script")]
    [InlineData("basenode plugins --json my-s", "my-script")]
    [InlineData("basenode preview --color ", "always auto never")]
    public async Task Bash_suggests_names_that_are_known_without_an_engine(string line, string candidates)
    {
        folder.Write("etc/conf.d/a.csx", """Target("from-a-script", template: "a.sbn", destination: "/a"); // Target(name, "x")""");
        folder.Write("etc/conf.d/my-script.csx", "");
        folder.Write("etc/plugins/My-Assembly/README.md", "");
        folder.Write("data/targets/from-a-run/state.json", "{}");
        folder.Write("data/last-queries", string.Join('\n', new Query[] { new ServiceQuery("web"), new ServiceQuery("api"), new KeyQuery("key") }.Select(RecordedQuery.ToLine)));
        string program = $$"""
            export BASENODE_ETC={{folder["etc"]}} BASENODE_DATA={{folder["data"]}}
            source {{await ScriptAsync("bash")}}
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_CWORD=2
            _basenode {{Executable.Path}} '{{line.Split(' ')[^1]}}'
            echo $(printf '%s\n' "${COMPREPLY[@]}" | grep -v '^-' | LC_ALL=C sort)
            """;
        (int code, string output) = await ChildProcess.RunAsync("bash", ["-c", program]);
        Assert.Equal((0, candidates), (code, output.Trim()));
    }

    [Fact]
    public void No_option_that_is_only_given_or_not_suggests_a_value()
    {
        using var host = new CommandHost
        {
            Out = new Terminal(TextWriter.Null, hasColours: false),
            Error = new Terminal(TextWriter.Null, hasColours: false),
            Environment = new Dictionary<string, string> { ["BASENODE_ETC"] = folder.Path, ["BASENODE_DATA"] = folder.Path },
            WorkingFolder = folder.Path,
        };
        RootCommand root = CommandLine.Create(host);
        string[] lines =
        [
            .. from command in root.Subcommands.Prepend(root)
               from option in command.Options.Concat(root.Options).Distinct()
               where option.ValueType == typeof(bool)
               from name in option.Aliases.Prepend(option.Name)
               select command == root ? $"{name} " : $"{command.Name} {name} ",
        ];
        Assert.Contains("release --all ", lines);
        Assert.Contains("preview -w ", lines);
        Assert.All(lines, line => Assert.DoesNotContain(root.Parse(line).GetCompletions(line.Length), item => bool.TryParse(item.Label, out _)));
    }

    [Fact]
    public async Task Zsh_suggests_what_may_follow()
    {
        Assert.SkipUnless(IsInstalled("zsh"), "zsh is not installed");
        string program = $$"""
            compdef() { }
            compadd() { print -l ${(P)2} }
            source {{await ScriptAsync("zsh")}}
            words=({{Executable.Path}} --log-format json pre) CURRENT=4
            _basenode
            """;
        (int code, string output) = await ChildProcess.RunAsync("zsh", ["-f", "-c", program]);
        Assert.Equal((0, "preview"), (code, output.Trim()));
    }

    [Fact]
    public async Task Fish_suggests_what_may_follow()
    {
        Assert.SkipUnless(IsInstalled("fish"), "fish is not installed");
        string program = $"""
            set PATH {Path.GetDirectoryName(Executable.Path)} $PATH
            source {await ScriptAsync("fish")}
            complete --do-complete 'basenode --log-format json pre'
            """;
        var environment = new Dictionary<string, string?> { ["HOME"] = folder.Path, ["XDG_CONFIG_HOME"] = null };
        (int code, string output) = await ChildProcess.RunAsync("fish", ["--no-config", "-c", program], folder.Path, environment);
        Assert.Equal((0, "preview"), (code, output.Trim()));
    }

    [Fact]
    public async Task Nothing_that_was_typed_is_run()
    {
        string line = "basenode preview $(touch " + folder["run"] + ") `touch " + folder["run"] + "`";
        string program = $$"""
            source {{await ScriptAsync("bash")}}
            COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_CWORD=2
            _basenode {{Executable.Path}} ''
            """;
        Assert.Equal(0, (await ChildProcess.RunAsync("bash", ["-c", program])).ExitCode);
        Assert.False(File.Exists(folder["run"]));
    }

    [Fact]
    public async Task An_unknown_shell_is_refused_with_those_that_are_known()
    {
        var host = new TestHost();
        Assert.Equal(1, await host.RunAsync("completion", "tcsh"));
        Assert.Contains("'bash'", host.Error);
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(path => File.Exists(Path.Combine(path, program)));

    private async Task<string> ScriptAsync(string shell)
    {
        var host = new TestHost();
        Assert.Equal(0, await host.RunAsync("completion", shell));
        return folder.Write($"basenode.{shell}", host.Output);
    }
}
