using Basenode.Testing;

namespace Basenode.Bench.Soak;

/// <summary>What the targets are checked and reloaded with, and the code of scripts: each looks up in a file how it is to behave.</summary>
internal sealed class SoakCommands : IDisposable
{
    /// <summary>Who may misbehave, and in which ways.</summary>
    public static readonly IReadOnlyList<(string Who, string How)> Faults =
    [
        ("web.check", "refuse"), ("web.check", "hang"),
        ("web.reload", "refuse"), ("web.reload", "hang"), ("pair.reload", "refuse"), ("pair.reload", "hang"),
        ("values.code", "throw"), ("values.code", "hang"), ("code.code", "throw"), ("code.code", "hang"),
    ];

    private const string CheckScript = """
        #!/bin/sh
        case "$(cat "$(dirname "$0")/$1.check" 2>/dev/null)" in
          refuse) echo "refused on purpose"; exit 1 ;;
          hang) exec sleep 1000 ;;
        esac
        grep -q '^end$' "$2"
        """;

    private const string ReloadScript = """
        #!/bin/sh
        case "$(cat "$(dirname "$0")/$1.reload" 2>/dev/null)" in
          refuse) echo "refused on purpose"; exit 1 ;;
          hang) exec sleep 1000 ;;
        esac
        shift
        for file; do cp "$file" "$file.used.new" && mv "$file.used.new" "$file.used" || exit 1; done
        """;

    private readonly TemporaryFolder folder = new();

    public SoakCommands()
    {
        foreach ((string name, string script) in (ReadOnlySpan<(string, string)>)[("check", CheckScript), ("reload", ReloadScript)])
        {
            File.SetUnixFileMode(folder.Write(name, script + "\n"), (UnixFileMode)0b111_101_101);
        }
    }

    /// <summary>The check of a target, as a script has it.</summary>
    public string Check(string name) => $$$"""Run("{{{folder["check"]}}} {{{name}}} {{ candidate }}", timeout: TimeSpan.FromSeconds(5))""";

    /// <summary>A reload that uses files, as a script has it.</summary>
    public string Reload(string name, params string[] files) =>
        $"""Run("{folder["reload"]} {name} {string.Join(' ', files)}", timeout: TimeSpan.FromSeconds(5))""";

    /// <summary>Statements that throw or hang for as long as they are to.</summary>
    public string Misbehave(string name) => $$"""
        string Mood() => File.Exists("{{folder[$"{name}.code"]}}") ? File.ReadAllText("{{folder[$"{name}.code"]}}") : "";
                while (Mood() == "hang") { await Task.Delay(50); }
                if (Mood() == "throw") { throw new InvalidOperationException("on purpose"); }
        """;

    /// <summary>Has somebody misbehave.</summary>
    public void Begin(string who, string how) => folder.Replace(who, how);

    /// <summary>Has somebody behave again.</summary>
    public void End(string who) => File.Delete(folder[who]);

    public void Dispose() => folder.Dispose();
}
