using System.CommandLine.Completions;
using System.Text.RegularExpressions;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;

namespace Basenode.Cli.Completion;

/// <summary>Names that a shell may complete. From files alone: neither an engine nor Consul is asked, and no script is run.</summary>
internal static partial class Known
{
    /// <summary>Names of targets: those that runs have delivered, and those that scripts declare by a plain text.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Targets(Session session) => context =>
        session.Settings(context.ParseResult) is { } settings ? Items(TargetsOf(settings)) : [];

    /// <summary>Names of the services that the last run read.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Services(Session session) => context =>
        session.Settings(context.ParseResult) is { } settings
            ? Items(new LastQueries(Path.Join(settings.DataFolder, LastQueries.FileName), files: null).Read().OfType<ServiceQuery>().Select(query => query.Name))
            : [];

    /// <summary>Names of plugins: those of the installation, and the assemblies and scripts of the etc folder.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Plugins(Session session) => context =>
        session.Settings(context.ParseResult) is { } settings ? Items(new PluginFinder(settings).Find().Files.Select(plugin => plugin.Name)) : [];

    private static IEnumerable<CompletionItem> Items(IEnumerable<string> names) => names.Distinct().Order(StringComparer.Ordinal).Select(name => new CompletionItem(name));

    private static IEnumerable<string> TargetsOf(EngineSettings settings)
    {
        var folder = new DirectoryInfo(Path.Join(settings.DataFolder, "targets"));
        var scripts = new DirectoryInfo(Path.Join(settings.EtcFolder, "conf.d"));
        try
        {
            return
            [
                .. folder.Exists ? folder.EnumerateDirectories().Select(target => target.Name) : [],
                .. scripts.Exists
                    ? scripts.EnumerateFiles("*.csx", SearchOption.AllDirectories).SelectMany(script => Declaration().Matches(File.ReadAllText(script.FullName))).Select(match => match.Groups[1].Value)
                    : [],
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without the right to read them nothing is completed.
            return [];
        }
    }

    [GeneratedRegex("""\bTarget\(\s*"([^"\\]+)"\s*,""")]
    private static partial Regex Declaration();
}
