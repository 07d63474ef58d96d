using Basenode.Engine.Model;

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
        terminal.Line($"process {status.ProcessId}, up {Words.Period(now - status.Started)}, {Words.Count((int)status.Passes, "pass", "passes")}{last}");
        terminal.Line($"{status.Source}, revision {status.Revision}, {Words.Count(status.Watched, "query", "queries")} watched");
        PrintTargets(status);
        PrintPrograms(status);
        PrintProblems(status);
        PrintList("stale", status.Stale);
        PrintList("quarantined", status.Quarantine.Select(Words.Describe));
    }

    private void PrintVerdict(EngineStatus status)
    {
        int inUse = status.Targets.Count(target => target.IsInUse);
        string targets = status.Targets.IsEmpty ? "no target" : $"{inUse} of {status.Targets.Length} targets in use";
        int problems = status.Health.Conditions.Length;
        terminal.Line(
            ColourOf(status.Health.Level),
            $"{status.Health.Level.ToString().ToLowerInvariant()}: {targets}{(problems > 0 ? $", {Words.Count(problems, "problem")}" : "")}");
    }

    private static Colour ColourOf(HealthLevel level) => level switch
    {
        HealthLevel.Healthy => Colour.Green,
        HealthLevel.Degraded => Colour.Yellow,
        _ => Colour.Red,
    };

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
            bool isFine = target.Outcome is TargetOutcome.Unchanged or TargetOutcome.Applied;
            terminal.Line(
                isFine ? Colour.Green : target.IsInUse ? Colour.Yellow : Colour.Red,
                $"  {target.Target.PadRight(width)}  {target.Outcome.InWords(),-14}  {target.Destination}");
            string[] notes =
            [
                isFine ? "" : target.Message,
                isFine ? "" : target.IsInUse ? "the last good file is in use" : "not in use",
                target.Since is { } since && !isFine ? $"for {Words.Period(now - since)}" : "",
                target.RetryAt is { } at ? $"next try in {Words.Period(at - now)}" : "",
            ];
            string text = string.Join("; ", notes.Where((note, place) => place > 0 && note.Length > 0));
            PrintBlock(notes[0]);
            PrintBlock(text);
            PrintBlock(target.Provenance is { } provenance ? $"made by {provenance}" : "");
        }
    }

    private void PrintPrograms(EngineStatus status)
    {
        if (status.Programs.IsDefaultOrEmpty)
        {
            return;
        }

        terminal.Line(Colour.Bold, "programs");
        var printer = new ProgramPrinter(terminal);
        foreach (ProgramReport program in status.Programs)
        {
            printer.Print($"  {program.Reload}  ", program, mostWell: 0);
        }
    }

    private void PrintBlock(string text)
    {
        if (text.Length > 0)
        {
            terminal.Block(Colour.None, "    ", text);
        }
    }

    // The others have lists of their own.
    private void PrintProblems(EngineStatus status)
    {
        bool isFirst = true;
        foreach (HealthCondition condition in status.Health.Conditions.Where(condition => !HasOwnList(condition.Kind)))
        {
            if (isFirst)
            {
                terminal.Line(Colour.Bold, "problems");
                isFirst = false;
            }

            string since = condition.Since is { } at ? $" (for {Words.Period(now - at)})" : "";
            terminal.Line(ColourOf(condition.Level), $"  {condition.Subject}: {condition.Level.ToString().ToLowerInvariant()}{since}");
            PrintBlock(condition.Message);
        }
    }

    private static bool HasOwnList(ProblemKind kind) =>
        kind is ProblemKind.TargetNotInUse or ProblemKind.TargetFrozen or ProblemKind.DeliverySlow or ProblemKind.Stale or ProblemKind.Quarantined;

    private void PrintList(string title, IEnumerable<string> items)
    {
        bool isFirst = true;
        foreach (string item in items)
        {
            if (isFirst)
            {
                terminal.Line(Colour.Yellow, title);
                isFirst = false;
            }

            terminal.Block(Colour.None, "  ", item);
        }
    }
}
