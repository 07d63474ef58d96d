using System.CommandLine;
using System.Text.Json;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode plugins</c></summary>
internal static class PluginsCommand
{
    public static Command Create(Session session)
    {
        var json = new Option<bool>("--json") { Description = "For programs" };
        var command = new Command("plugins", "What is loaded, and what each plugin contributes.") { json };
        command.SetAction((parsed, cancellationToken) => session.WithEngineAsync(parsed, LogEventLevel.Error, async engine =>
        {
            Contributions loaded = await engine.LoadAsync(cancellationToken);
            Print(session.Host.Out, loaded.Plugins, parsed.GetValue(json));
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
}
