using System.Text.RegularExpressions;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>What must hold whatever happens. A rule that is broken throws.</summary>
internal sealed partial class Rules(World world)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    // A pass waits at most 250 ms for variables and 2 s for renderings, and an engine that starts needs two passes.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(25);

    // Shorter than the limit of a check: what ends before is followed by no wait.
    private static readonly TimeSpan ShortHang = TimeSpan.FromSeconds(50);

    // A file that was edited from outside shows when the engine looks by itself.
    private static readonly TimeSpan AfterLook = TimeSpan.FromSeconds(22);
    private int seenTold;
    private bool everThrew;

    private LoopHarness Harness => world.Harness;

    private IEnumerable<TargetModel> Declared => world.Targets.Where(target => target.IsDeclared);

    /// <summary>Notes what stands against each target. After every step, also where the next one follows at once.</summary>
    public void Note()
    {
        everThrew |= world.PassesThrow;
        foreach (TargetModel target in world.Targets)
        {
            Causes active = world.Active(target);
            if (active is not Causes.None || Lingers(target))
            {
                target.CausesSince = target.Causes is Causes.None ? Harness.Time.GetUtcNow() : target.CausesSince;
                target.HasFailed |= !world.OnlyHangs(target) || Harness.Time.GetUtcNow() - target.CausesSince > ShortHang;
                target.Causes |= active;
                target.Touched.UnionWith(world.LaneCodes(target));
            }
        }
    }

    /// <summary>Nobody waits for another's fault, and everything that is said is true.</summary>
    public void Check()
    {
        TargetModel[] free = [.. Declared.Where(target => target.Causes is Causes.None || (!target.HasFailed && world.Active(target) is Causes.None && !Lingers(target)))];
        Harness.Until(
            () => free.All(IsRight),
            () => $"nothing stands against {string.Join(", ", free.Where(target => !IsRight(target)).Select(Describe))}",
            free.Any(target => target.WasTouched) ? AfterLook : Soon);
        Harness.Advance(Settle);
        CheckEngine();
        CheckFiles();
        foreach (TargetModel target in Declared.Where(target => !target.Causes.HasFlag(Causes.Pass)))
        {
            CheckReport(target);
        }

        Forget();
    }

    /// <summary>When everything works again, everything is right, and then nothing is done any more.</summary>
    public void CheckEnd(TimeSpan within)
    {
        Harness.Until(() => Declared.All(IsRight), () => $"all are right at the end but {string.Join(", ", Declared.Where(target => !IsRight(target)).Select(Describe))}", within);
        CheckEngine();
        CheckFiles();
        Harness.Advance(TimeSpan.FromSeconds(1));
        string before = Work();
        Harness.Advance(Calm);
        Demand(Work() == before, $"nothing is done any more: {before} became {Work()}");
        Demand(Declared.All(IsRight), "all stay right");
        Demand(Harness.Plugins.StillHeld == 0, $"replaced versions of plugins are let go: {Harness.Plugins.StillHeld} are not");
    }

    private bool IsRight(TargetModel target) =>
        Harness.TextOf(target.Name) == world.Expected(target)
        && (world.Program(target) is not { } program || program.TextOf(target.Name) == world.Expected(target))
        && IsHealthy(Harness.Outcome(target.Name));

    // What hangs keeps its lane busy, also when the target that it belongs to was taken away meanwhile.
    private static bool Lingers(TargetModel target) => target.Touched.Any(code => code.Running > 0);

    private static bool IsHealthy(TargetOutcome? outcome) => outcome is TargetOutcome.Unchanged or TargetOutcome.Applied;

    private string Describe(TargetModel target) =>
        $"{target.Name} ({LineOf(Harness.TextOf(target.Name))} in place, {LineOf(world.Program(target)?.TextOf(target.Name))} in use, {LineOf(world.Expected(target))} expected, {Harness.Outcome(target.Name)})";

    private static string LineOf(string? text) => text?.Split('\n')[0] ?? "nothing";

    private void CheckEngine()
    {
        Demand(!Harness.Engine.Running.IsCompleted, "the loop goes on");
        string[] errors = [.. Harness.Log.Lines.Where(line => line.StartsWith("Error:", StringComparison.Ordinal) && (line.Contains("delivery of") || (line.Contains("the pass failed") && !everThrew)))];
        Demand(errors.Length == 0, $"no step throws: {string.Join(", ", errors)}");
        string[] complaints = [.. world.Codes.SelectMany(code => code.Complaints)];
        Demand(complaints.Length == 0, string.Join(", ", complaints));
        bool isFailing = Harness.Engine.Teller.View.Newest?.Problems.Any(problem => problem.Kind is ProblemKind.VariablesFailed) is true;
        Demand(!isFailing || world.Targets.Any(target => target.HasVariable && target.Causes.HasFlag(Causes.Variables)), "variables are said to fail only when they do");
    }

    // Whole, its own, and those of one lane from one pass.
    private void CheckFiles()
    {
        foreach (TargetModel target in world.Targets)
        {
            if (Harness.TextOf(target.Name) is { } text)
            {
                bool isWhole = TargetModel.LineOf(text)?.StartsWith($"{target.Name} e", StringComparison.Ordinal) is true;
                Demand(isWhole || target.Foreign.Contains(text), $"the file of {target.Name} is whole: {text}");
            }
        }

        TargetModel[] together = [.. world.Targets.Where(target => target.HasGeneration)];
        IReadOnlyList<TargetChange>[] told = [.. Harness.Program("rg").Told.Skip(seenTold)];
        seenTold += told.Length;
        if (together.All(target => target is { IsDeclared: true, IsNew: false, WasTouched: false }))
        {
            Demand(together.Select(target => Generation(Harness.TextOf(target.Name))).Distinct().Count() == 1, $"a lane is put in place together: {string.Join(", ", together.Select(Describe))}");
            foreach (IReadOnlyList<TargetChange> change in told)
            {
                Demand(change.Select(target => Generation(target.NewContent)).Distinct().Count() == 1, "a reload is told one state of all");
            }
        }
    }

    private void CheckReport(TargetModel target)
    {
        TargetReport? report = Harness.Report(target.Name);
        Demand(report is not null, $"{target.Name} is reported");
        Causes causes = target.Causes;
        Causes needed = report!.Outcome switch
        {
            TargetOutcome.RenderFailed or TargetOutcome.Waiting => Causes.Rendering | Causes.Variables,
            TargetOutcome.CheckRefused => Causes.Check,
            TargetOutcome.Pending or TargetOutcome.ReloadRefused => Causes.Reload,
            TargetOutcome.WriteFailed => Causes.Write,
            _ => Causes.None,
        };
        Demand(needed is Causes.None || (needed & causes) != 0, $"{target.Name} says {report.Outcome} only for a reason: {report}");
        bool isRetried = report.Outcome is TargetOutcome.CheckRefused or TargetOutcome.Pending or TargetOutcome.ReloadRefused or TargetOutcome.WriteFailed;
        Demand(!isRetried || report.RetryAt is not null, $"{target.Name} is tried again: {report}");
        Demand(needed is Causes.None || report.Message.Trim().Length > 0, $"{target.Name} says what is wrong: {report}");
        bool mayDeliver = target.Touched.Concat(world.LaneCodes(target)).Any(code => code.Running > 0);
        Demand(report.Outcome is not TargetOutcome.Delivering || mayDeliver, $"{target.Name} is delivered only while something of its lane runs: {report}");
        if (IsHealthy(report.Outcome) && !target.WasTouched)
        {
            CheckHealthy(target, Harness.TextOf(target.Name));
        }
    }

    private void CheckHealthy(TargetModel target, string? text)
    {
        Demand(world.Program(target) is not { } program || program.TextOf(target.Name) == text, $"what is said to be in use is in use: {Describe(target)}");
        if (target.Causes.HasFlag(Causes.Rendering))
        {
            return;
        }

        string expected = world.Expected(target);
        bool isCurrent = target.Causes.HasFlag(Causes.Variables) ? WithoutVariable(text) == WithoutVariable(expected) : text == expected;
        Demand(isCurrent, $"what is said to be right is the newest: {Describe(target)}");
    }

    private void Forget()
    {
        foreach (TargetModel target in Declared.Where(target => world.Active(target) is Causes.None && !Lingers(target) && IsRight(target)))
        {
            (target.Causes, target.HasFailed, target.WasTouched, target.IsNew) = (Causes.None, false, false, false);
            target.Touched.Clear();
        }
    }

    // Every call and every file, so that two of these tell whether anything was done.
    private string Work() => string.Join(
        ' ',
        [.. world.Codes.Select(code => $"{code}:{code.Calls}"), .. Declared.Select(target => $"{target.Name}:{File.GetLastWriteTimeUtc(Harness.Out(target.Name)):mm:ss.fffffff}")]);

    private void Demand(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"broken: {what}\n{Harness.Describe()}");
        }
    }

    private static string? Generation(string? text) => text is null ? null : GenerationPart().Match(text).Value;

    private static string? WithoutVariable(string? text) => text is null ? null : VariablePart().Replace(text, "");

    [GeneratedRegex(" g[0-9]+")]
    private static partial Regex GenerationPart();

    [GeneratedRegex(" v[0-9]+-[0-9]+")]
    private static partial Regex VariablePart();
}
