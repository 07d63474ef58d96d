using Basenode.Engine.FileSystem;
using Basenode.Engine.Handoffs;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>The plugins of the driver's world: what they contribute follows from the models of the targets.</summary>
internal sealed class Declarations(LoopHarness harness, IReadOnlyList<TargetModel> targets, IReadOnlyDictionary<string, ScriptedCode> reloads, ScriptedCode get)
{
    private const string Vars = "vars.csx";
    private int templateEdits;

    /// <summary>The version of the plugin of the variables.</summary>
    public int VariableEdit { get; set; }

    /// <summary>Loads all plugins anew.</summary>
    public void DeclareAll()
    {
        DeclareActions();
        DeclareVariables();
        harness.Plugins.Edit(now => now with { Targets = [.. targets.Where(target => target.IsDeclared).Select(Definition)] });
    }

    /// <summary>Loads the plugin of the checks and reloads anew.</summary>
    public void DeclareActions()
    {
        foreach (TargetModel target in targets.Where(target => target.Check is not null))
        {
            harness.Plugins.Check($"{target.Check}", new ScriptedCheck(target.Check!));
        }

        foreach ((string name, ScriptedCode code) in reloads)
        {
            harness.Plugins.Reload(name, new ScriptedReload(code, harness.Program(name)));
        }
    }

    /// <summary>Loads the plugin of the variables and functions anew.</summary>
    public void DeclareVariables()
    {
        int edit = VariableEdit;
        harness.Plugins.Variables(Vars, async cluster =>
        {
            string value = await cluster.Key("v");
            await get.RunAsync(CancellationToken.None);
            return get.Act is Act.Nothing ? null! : new { first = $"v{edit}-{value}" };
        });
        ScriptedCode function = targets[4].Rendering!;
        Func<string, string> same = text =>
        {
            function.Run();
            return text;
        };
        harness.Plugins.Edit(now => now with { Functions = [new FunctionDefinition("same", same, Vars)] });
    }

    /// <summary>Brings the declaration of one target up to date.</summary>
    public void Redeclare(TargetModel target) => harness.Plugins.Edit(now =>
        now.Targets.FirstOrDefault(other => other.Name == target.Name) is { } before
            ? now with { Targets = target.IsDeclared ? now.Targets.Replace(before, Definition(target)) : now.Targets.Remove(before) }
            : now with { Targets = target.IsDeclared ? now.Targets.Add(Definition(target)) : now.Targets });

    private TargetDefinition Definition(TargetModel target)
    {
        if (target.HasTemplate)
        {
            WriteTemplate(target);
        }

        return new TargetDefinition
        {
            Name = target.Name,
            Plugin = "targets.csx",
            Destination = harness.Out(target.SharesDestination ? targets[0].Name : target.Name),
            Template = target.HasTemplate ? $"{target.Name}.sbn" : null,
            Content = target.HasTemplate ? null : Content(target),
            Check = target.Check is null ? null : new NamedAction($"{target.Check}", []),
            Reload = target.Reload is { } reload ? new NamedAction(reload, []) : null,
            Owner = target.IsMisowned ? "postgress" : null,
        };
    }

    private static Func<ICluster, Task<string>> Content(TargetModel target)
    {
        string begin = $"{target.Name} e{target.Edit}";
        ScriptedCode code = target.Rendering!;
        return async cluster =>
        {
            string key = await cluster.Key(target.Name);
            await code.RunAsync(CancellationToken.None);
            return code.Act is Act.Nothing ? null! : TargetModel.Whole($"{begin} k{key}");
        };
    }

    private void WriteTemplate(TargetModel target)
    {
        string key = $"key \"{target.Name}\"";
        string line = $"{target.Name} e{target.Edit} k{{{{ {(target.HasVariable ? $"same ({key})" : key)} }}}}"
            + (target.HasGeneration ? " g{{ key \"g\" }}" : "") + (target.HasVariable ? " {{ first }}" : "") + (target.IsBroken ? " {{ if" : "");
        string path = harness.Folder[$"templates/{target.Name}.sbn"];
        File.WriteAllText($"{path}.new", TargetModel.Whole(line));
        // As one that was left alone for long, and never at the same time as the version before.
        File.SetLastWriteTimeUtc($"{path}.new", harness.Time.Start.UtcDateTime.AddHours(-1).AddSeconds(templateEdits++));
        Native.Rename($"{path}.new", path);
    }
}
