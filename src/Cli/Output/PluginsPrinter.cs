using Basenode.Engine.Model;

namespace Basenode.Cli.Output;

/// <summary>Shows what is loaded and what each plugin contributes.</summary>
internal static class PluginsPrinter
{
    /// <summary>Writes every plugin.</summary>
    public static void Print(Terminal terminal, IReadOnlyList<PluginSummary> plugins)
    {
        foreach (PluginSummary plugin in plugins)
        {
            terminal.Line(Colour.Bold, $"{plugin.Name}: {plugin.Path}{(plugin.ServesLastGood ? " (an older version is in use)" : "")}");
            foreach (string contribution in plugin.Contributes)
            {
                terminal.Line($"  {contribution}");
            }

            foreach (string error in plugin.Errors)
            {
                terminal.Block(Colour.Red, "  error: ", error);
            }
        }

        int failing = plugins.Count(plugin => !plugin.Errors.IsEmpty);
        terminal.Line(plugins.Count == 0
            ? "no plugins: the etc folder has no conf.d/*.csx and no plugins/*/"
            : $"{Words.Count(plugins.Count, "plugin")}, {(failing == 0 ? "none" : failing)} with errors");
    }
}
