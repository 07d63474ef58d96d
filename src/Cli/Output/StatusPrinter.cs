using Basenode.Engine.Handoffs;

namespace Basenode.Cli.Output;

/// <summary>Shows how the running engine stands: first the verdict, then what is behind it.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="now">The present, for periods.</param>
internal sealed class StatusPrinter(Terminal terminal, DateTimeOffset now)
{
    /// <summary>Writes the status.</summary>
    public void Print(EngineStatus status)
    {
        PrintVerdict(status);
        string last = status.LastPass is { } at ? $", the last {Words.Period(now - at)} ago" : "";
        terminal.Line($"process {status.ProcessId}, up {Words.Period(now - status.Started)}, {status.Passes} passes{last}");
        terminal.Line($"{status.Source}, revision {status.Revision}, {Words.Count(status.Watched, "query", "queries")} watched");
        PrintTargets(status);
        PrintList(Colour.Red, "errors", status.Errors);
        PrintPlugins(status);
        PrintList(Colour.Yellow, "stale", status.Stale);
        PrintList(Colour.Yellow, "left out", status.Quarantine.Select(Words.Describe));
    }

    private static bool IsInUse(TargetReport target) => target.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied;

    private void PrintVerdict(EngineStatus status)
    {
        int failing = status.Targets.Count(target => !IsInUse(target));
        string targets = Words.Count(status.Targets.Length, "target");
        (Colour colour, string text) = (status.IsHealthy, failing) switch
        {
            (true, _) => (Colour.Green, $"healthy: {targets} in place and in use"),
            (false, 0) => (Colour.Red, $"not healthy: {targets} in place, but see below"),
            _ => (Colour.Red, $"not healthy: {failing} of {targets} not in use"),
        };
        terminal.Line(colour, text);
    }

    private void PrintTargets(EngineStatus status)
    {
        if (status.Targets.IsEmpty)
        {
            return;
        }

        terminal.Line(Colour.Bold, "targets");
        int width = status.Targets.Max(target => target.Target.Length);
        foreach (TargetReport target in status.Targets)
        {
            string retry = target.RetryAt is { } at ? $" (tried again in {Words.Period(at - now)})" : "";
            string message = target.Message.Length > 0 && !IsInUse(target) ? $"{target.Message}{retry}" : retry.Trim();
            terminal.Line(
                IsInUse(target) ? Colour.Green : Colour.Red,
                $"  {target.Target.PadRight(width)}  {Words.Describe(target.Outcome),-14}  {target.Destination}");
            if (message.Length > 0)
            {
                terminal.Block(Colour.None, "    ", message);
            }
        }
    }

    private void PrintPlugins(EngineStatus status)
    {
        foreach (PluginSummary plugin in status.Plugins.Where(plugin => !plugin.Errors.IsEmpty))
        {
            string serves = plugin.ServesLastGood ? ", whose last good version serves" : "";
            PrintList(Colour.Red, $"plugin {plugin.Name}{serves}", plugin.Errors);
        }
    }

    private void PrintList(Colour colour, string title, IEnumerable<string> items)
    {
        bool isFirst = true;
        foreach (string item in items)
        {
            if (isFirst)
            {
                terminal.Line(colour, title);
                isFirst = false;
            }

            terminal.Block(Colour.None, "  ", item);
        }
    }
}
