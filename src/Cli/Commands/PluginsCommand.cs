using System.CommandLine;
using System.Text.Json;
using Basenode.Cli.Completion;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode plugins [NAME…]</c></summary>
internal static class PluginsCommand
{
    public static Command Create(Session session)
    {
        Option<bool> json = Flag.Create("--json", "Print JSON");
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Description = "Only the plugins of these names; default: all", Arity = ArgumentArity.ZeroOrMore };
        names.CompletionSources.Add(Known.Plugins(session));
        UnknownOption.Refuse(names);
        var command = new Command("plugins", "Show the plugins, what each contributes, and its errors.") { names, json };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Error, async engine =>
        {
            Contributions loaded = await engine.LoadAsync(cancellationToken);
            string[] wanted = parsed.GetValue(names) ?? [];
            string[] unknown = [.. Unknown(wanted, loaded.Plugins)];
            if (unknown.Length > 0)
            {
                session.Tell(unknown);
                return ExitCodes.Failure;
            }

            PluginSummary[] shown = [.. loaded.Plugins.Where(plugin => wanted.Length == 0 || wanted.Contains(plugin.Name))];
            Print(session.Host.Out, shown, parsed.GetValue(json));
            return ExitCodes.Success;
        }));
        return command;
    }

    internal static void Print(Terminal terminal, IReadOnlyList<PluginSummary> plugins, bool json)
    {
        if (json)
        {
            terminal.Writer.WriteLine(JsonSerializer.Serialize(plugins, OutputJson.Default.IReadOnlyListPluginSummary));
        }
        else
        {
            PluginsPrinter.Print(terminal, plugins);
        }
    }

    private static IEnumerable<string> Unknown(IEnumerable<string> names, IReadOnlyList<PluginSummary> plugins)
    {
        // An assembly and a script may share a name.
        string known = plugins.Count == 0 ? "there are none" : $"the plugins are: {string.Join(", ", plugins.Select(plugin => plugin.Name).Distinct())}";
        return names.Distinct().Where(name => plugins.All(plugin => plugin.Name != name)).Select(name => $"there is no plugin '{name}'; {known}");
    }
}
