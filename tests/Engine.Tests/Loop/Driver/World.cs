using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>An engine with its surroundings, and what the test knows of both. Steps change the surroundings.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly Act[] Hangs = [Act.HangThread, Act.HangTask, Act.HangUntilCancelled];
    private readonly Dictionary<ScriptedCode, Act[]> faults = [];
    private readonly Declarations declarations;
    private int generation;
    private int variable;
    private int foreign;

    public World()
    {
        Get = Code("get", [Act.Throw, Act.Nothing, Act.HangThread, Act.HangTask]);
        Targets =
        [
            new("t0") { Rendering = Content("t0"), Reloads = [null] },
            new("t1") { Rendering = Content("t1"), Check = Check("t1"), Reloads = ["r1", null] },
            new("t2") { HasTemplate = true, HasGeneration = true, Check = Check("t2"), Reloads = ["rg"] },
            new("t3") { HasTemplate = true, HasGeneration = true, Reloads = ["rg"] },
            new("t4") { HasTemplate = true, HasVariable = true, Rendering = Code("function", [Act.Throw, Act.HangThread]), Check = Check("t4"), Reloads = ["r4"] },
            new("t5") { Rendering = Content("t5"), Check = Check("t5"), Reloads = [null, "r1", "r5"] },
        ];
        Reloads = new[] { "r1", "rg", "r4", "r5" }.ToDictionary(
            reload => reload, reload => Code(reload, [Act.Refuse, Act.RefuseWithoutWords, Act.Unreachable, Act.Throw, Act.TimeOut, Act.Cancel, Act.Nothing, .. Hangs]));
        declarations = new Declarations(Harness, Targets, Reloads, Get);
        Targets.ForEach(SetKey);
        Harness.Set("g", "0");
        Harness.Set("v", "0");
        declarations.DeclareAll();
        Harness.Start();
    }

    public LoopHarness Harness { get; } = new();

    public List<TargetModel> Targets { get; }

    public ScriptedCode Get { get; }

    public IReadOnlyDictionary<string, ScriptedCode> Reloads { get; }

    /// <summary>Whether every pass throws.</summary>
    public bool PassesThrow => Harness.Plugins.Broken is not null;

    public IEnumerable<ScriptedCode> Codes => faults.Keys;

    /// <summary>The text that a target must have.</summary>
    public string Expected(TargetModel target) => TargetModel.Whole(target.Line(generation, $"v{declarations.VariableEdit}-{variable}"));

    /// <summary>Everything that is wrong around a target now.</summary>
    public Causes Active(TargetModel target)
    {
        TargetModel[] mates = [.. Mates(target)];
        return Flag(Causes.Rendering, target.IsBroken || IsFaulty(target.Rendering))
            | Flag(Causes.Variables, target.HasVariable && IsFaulty(Get))
            | Flag(Causes.Check, mates.Any(mate => IsFaulty(mate.Check)))
            | Flag(Causes.Reload, target.Reload is { } reload && IsFaulty(Reloads[reload]))
            | Flag(Causes.Write, mates.Any(mate => mate.IsMisowned || mate.SharesDestination))
            | Flag(Causes.Pass, PassesThrow);
    }

    /// <summary>The targets of a target's lane.</summary>
    public IEnumerable<TargetModel> Mates(TargetModel target) => Targets.Where(other => other == target || (other.IsDeclared && other.LaneName == target.LaneName));

    /// <summary>What of a target's lane may hang.</summary>
    public IEnumerable<ScriptedCode> LaneCodes(TargetModel target) =>
        Mates(target).Select(mate => mate.Check).Append(target.Reload is { } reload ? Reloads[reload] : null).OfType<ScriptedCode>();

    /// <summary>Whether all that is wrong around a target is that something of its lane takes long.</summary>
    public bool OnlyHangs(TargetModel target) =>
        (Active(target) & ~(Causes.Check | Causes.Reload)) is Causes.None && LaneCodes(target).All(code => code.Act is Act.Work || Hangs.Contains(code.Act));

    /// <summary>The program that reads a target's file; null for none.</summary>
    public ScriptedProgram? Program(TargetModel target) => target.Reload is { } reload ? Harness.Program(reload) : null;

    public void Take(Step step)
    {
        TargetModel target = Targets[step.Whom % Targets.Count];
        ScriptedCode code = faults.Keys.ElementAt(step.Whom % faults.Count);
        switch (step.Kind)
        {
            case StepKind.ChangeKey when step.What % 5 == 0:
                Harness.Set("v", $"{++variable}");
                break;
            case StepKind.ChangeKey:
                target.Key = ++target.Key;
                SetKey(target);
                break;
            case StepKind.RevertKey:
                target.Key = Math.Max(0, target.Key - 1);
                SetKey(target);
                break;
            case StepKind.ChangeAllKeys:
                Harness.Set("g", $"{++generation}");
                Targets.ForEach(each => each.Key++);
                Targets.ForEach(SetKey);
                break;
            case StepKind.EditTarget:
                target.Edit++;
                declarations.Redeclare(target);
                break;
            case StepKind.EditActions:
                declarations.DeclareActions();
                break;
            case StepKind.EditVariables:
                declarations.VariableEdit++;
                declarations.DeclareVariables();
                break;
            case StepKind.Fault:
                code.Act = faults[code][step.What % faults[code].Length];
                break;
            case StepKind.Lift:
                Lift(code);
                break;
            case StepKind.Release:
                code.Release();
                break;
            case StepKind.EditFile or StepKind.DeleteFile when !target.SharesDestination:
                Touch(target, step.Kind is StepKind.DeleteFile);
                break;
            case StepKind.Restart:
                Restart();
                break;
            case StepKind.Wait:
                Harness.Advance(TimeSpan.FromSeconds(new[] { 1, 15, 65, 130, 400 }[step.What % 5]));
                break;
            // The first one stays: its destination may be shared.
            case StepKind.RemoveOrAdd when target != Targets[0]:
                target.IsDeclared = !target.IsDeclared;
                target.IsNew = true;
                declarations.Redeclare(target);
                break;
            case StepKind.MoveLane:
                target.Lane++;
                declarations.Redeclare(target);
                break;
            case StepKind.Misown:
                target.IsMisowned = !target.IsMisowned;
                declarations.Redeclare(target);
                break;
            case StepKind.BreakTemplate when target.HasTemplate && !target.HasGeneration:
                target.IsBroken = !target.IsBroken;
                declarations.Redeclare(target);
                break;
            case StepKind.BreakPass:
                Harness.Plugins.Broken = PassesThrow ? null : new InvalidOperationException("a pass that nobody expected to throw");
                break;
            case StepKind.LoseCluster when step.What % 2 == 0:
                Targets.ForEach(each => Harness.Cluster.Fail(new KeyQuery(each.Name), "connection refused"));
                break;
            case StepKind.LoseCluster:
                Targets.ForEach(SetKey);
                break;
            case StepKind.ShareDestination:
                Targets[5].SharesDestination = !Targets[5].SharesDestination;
                declarations.Redeclare(Targets[5]);
                break;
        }
    }

    /// <summary>Everything works again.</summary>
    /// <param name="isEdited">Whether the plugins are loaded anew, after which nothing has to wait for its next try.</param>
    public void LiftAll(bool isEdited)
    {
        foreach (ScriptedCode code in faults.Keys)
        {
            Lift(code);
        }

        Harness.Plugins.Broken = null;
        foreach (TargetModel target in Targets)
        {
            (target.IsMisowned, target.IsBroken, target.SharesDestination, target.IsDeclared) = (false, false, false, true);
            SetKey(target);
        }

        if (isEdited)
        {
            declarations.DeclareAll();
        }
        else
        {
            Targets.ForEach(declarations.Redeclare);
        }
    }

    public ValueTask DisposeAsync()
    {
        Harness.Plugins.Broken = null;
        return Harness.DisposeAsync();
    }

    private static Causes Flag(Causes cause, bool isThere) => isThere ? cause : Causes.None;

    private static bool IsFaulty(ScriptedCode? code) => code is not null && (code.Act is not Act.Work || code.Running > 0);

    private static void Lift(ScriptedCode code)
    {
        code.Act = Act.Work;
        code.Release();
    }

    private ScriptedCode Content(string target) => Code($"content {target}", [Act.Throw, Act.Cancel, Act.Nothing, Act.HangThread, Act.HangTask]);

    private ScriptedCode Check(string target) => Code(
        $"check {target}", [Act.Refuse, Act.RefuseWithoutWords, Act.Throw, Act.TimeOut, Act.Cancel, Act.Nothing, .. Hangs]);

    private ScriptedCode Code(string name, Act[] acts)
    {
        ScriptedCode code = Harness.Code(name);
        faults[code] = acts;
        return code;
    }

    private void SetKey(TargetModel target) => Harness.Set(target.Name, $"{target.Key}");

    private void Touch(TargetModel target, bool deletes)
    {
        target.WasTouched = true;
        string path = Harness.Out(target.Name);
        if (deletes)
        {
            File.Delete(path);
            return;
        }

        string text = $"edited by hand {++foreign}\n";
        target.Foreign.Add(text);
        File.WriteAllText(path, text);
    }

    // What hangs ends with its process.
    private void Restart()
    {
        Harness.Stop();
        foreach (ScriptedCode code in faults.Keys)
        {
            code.Release();
        }

        Rest.Await();
        declarations.DeclareAll();
        Harness.Restart();
    }
}
