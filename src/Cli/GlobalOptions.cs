using System.CommandLine;
using Basenode.Cli.Logging;
using Basenode.Engine.Configuration;

namespace Basenode.Cli;

/// <summary>The options of every command; they may stand before or after its name.</summary>
internal sealed class GlobalOptions
{
    private readonly Option<string?> etc = Folder("--etc", "The folder with basenode.toml, conf.d/*.csx, plugins/*/*.dll and templates/ [BASENODE_ETC; default: /etc/pyconfd]");

    private readonly Option<string[]> templates = new("--templates")
    {
        Description = "Another folder with templates; may be given several times, the first folder that has a template wins [BASENODE_TEMPLATES, separated by colons]",
        HelpName = "DIR",
        Recursive = true,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string?> state = new("--state")
    {
        Description = "Where the cluster state comes from: consul, or file:PATH with a recorded snapshot or a folder of Consul service definitions [BASENODE_STATE; default: consul]",
        HelpName = "SOURCE",
        Recursive = true,
    };

    private readonly Option<string?> root = Folder("--root", "Write every destination below DIR [BASENODE_ROOT]");
    private readonly Option<string?> cache = Folder("--cache", "The folder for compiled scripts [BASENODE_CACHE; default: /var/cache/basenode]");
    private readonly Option<string?> data = Folder("--data", "The folder for what basenode remembers between runs, and for the status socket [BASENODE_DATA; default: /var/lib/basenode]");

    private readonly Option<string?> logLevel = new("--log-level")
    {
        Description = "trace, debug, info, warning or error [BASENODE_LOG_LEVEL; default: info for run, warning or error for others]",
        HelpName = "LEVEL",
        Recursive = true,
    };

    private readonly Option<string?> logFormat = new("--log-format")
    {
        Description = "text or json; one line for each event, on stderr [BASENODE_LOG_FORMAT; default: text]",
        HelpName = "FORMAT",
        Recursive = true,
    };

    public GlobalOptions()
    {
        state.CompletionSources.Add("consul", "file:");
        logLevel.CompletionSources.Add([.. LogSettings.Levels.Keys]);
        logFormat.CompletionSources.Add("text", "json");
    }

    /// <summary>All of them, in the order of the help.</summary>
    public IEnumerable<Option> All => [etc, templates, state, root, cache, data, logLevel, logFormat];

    /// <summary>The flags that decide settings.</summary>
    public SettingsFlags Flags(ParseResult parsed) => new()
    {
        Etc = parsed.GetValue(etc),
        Templates = parsed.GetValue(templates) ?? [],
        State = parsed.GetValue(state),
        Root = parsed.GetValue(root),
        Cache = parsed.GetValue(cache),
        Data = parsed.GetValue(data),
    };

    /// <summary>How to log.</summary>
    public LogSettings Log(ParseResult parsed, IReadOnlyDictionary<string, string> environment) =>
        LogSettings.Resolve(parsed.GetValue(logLevel), parsed.GetValue(logFormat), environment);

    private static Option<string?> Folder(string name, string description) =>
        new(name) { Description = description, HelpName = "DIR", Recursive = true };
}
