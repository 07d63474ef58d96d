using System.Collections.Immutable;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>The plugins of the driver's world: what they contribute follows from the models of the targets.</summary>
internal sealed class Declarations(LoopHarness harness, IReadOnlyList<TargetModel> targets, IReadOnlyDictionary<string, ScriptedCode> reloads, ScriptedCode get)
{
    private const string Vars = "vars.csx";
    private const string Actions = "actions.csx";
    private int templateEdits;

    /// <summary>The version of the plugin of the variables.</summary>
    public int VariableEdit { get; set; }

    /// <summary>Loads all plugins anew.</summary>
    public void DeclareAll()
    {
        DeclareActions();
        DeclareVariables();
        foreach (TargetModel target in targets)
        {
            Redeclare(target);
        }
    }

    /// <summary>Loads the plugin of the checks and reloads anew.</summary>
    public void DeclareActions()
    {
        ScriptedCode[] checks = [.. targets.Select(target => target.Check).OfType<ScriptedCode>()];
        harness.Plugins.Edit(Actions, (now, version) => now with
        {
            Checks = checks.ToImmutableDictionary(code => $"{code}", ICheck (code) => new ScriptedCheck(code, version)),
            CheckPlugins = checks.ToImmutableDictionary(code => $"{code}", _ => Actions),
            Reloads = reloads.ToImmutableDictionary(reload => reload.Key, reload => Maker(reload.Key, reload.Value, version)),
            ReloadPlugins = reloads.ToImmutableDictionary(reload => reload.Key, _ => Actions),
        });
    }

    /// <summary>Loads the plugin of the variables and functions anew.</summary>
    public void DeclareVariables()
    {
        int edit = VariableEdit;
        ScriptedCode function = targets.Single(target => target.HasVariable).Rendering!;
        harness.Plugins.Edit(Vars, (now, version) => now with
        {
            ComputedVariables = [new VariablesDefinition(cluster => GetAsync(cluster, edit, version), null, null, Vars)],
            Functions = [new FunctionDefinition("same", Same(function, version), Vars)],
        });
    }

    /// <summary>Brings the declaration of one target up to date.</summary>
    public void Redeclare(TargetModel target) => harness.Plugins.Edit($"{target.Name}.csx", (now, version) =>
        now.Targets.FirstOrDefault(other => other.Name == target.Name) is { } before
            ? now with { Targets = target.IsDeclared ? now.Targets.Replace(before, Definition(target, version)) : now.Targets.Remove(before) }
            : now with { Targets = target.IsDeclared ? now.Targets.Add(Definition(target, version)) : now.Targets });

    private async Task<object> GetAsync(ICluster cluster, int edit, ScriptedVersion version)
    {
        version.Call(get);
        string value = await cluster.Key("v");
        await get.RunAsync(CancellationToken.None);
        return get.Act is Act.Nothing ? null! : new { first = $"v{edit}-{value}" };
    }

    private static Func<string, string> Same(ScriptedCode function, ScriptedVersion version) => text =>
    {
        version.Call(function);
        function.Run();
        return text;
    };

    private Func<IReadOnlyList<string>, IReloadAction> Maker(string name, ScriptedCode code, ScriptedVersion version)
    {
        var action = new ScriptedReload(code, harness.Program(name), version);
        return _ => action;
    }

    private TargetDefinition Definition(TargetModel target, ScriptedVersion version)
    {
        if (target.HasTemplate)
        {
            WriteTemplate(target);
        }

        return new TargetDefinition
        {
            Name = target.Name,
            Plugin = $"{target.Name}.csx",
            Destination = harness.Out(target.SharesDestination ? targets[0].Name : target.Name),
            Template = target.HasTemplate ? $"{target.Name}.sbn" : null,
            Content = target.HasTemplate ? null : Content(target, version),
            Check = target.Check is null ? null : new NamedAction($"{target.Check}", []),
            Reload = target.Reload is { } reload ? new NamedAction(reload, []) : null,
            Owner = target.IsMisowned ? "postgress" : null,
        };
    }

    private static Func<ICluster, Task<string>> Content(TargetModel target, ScriptedVersion version)
    {
        string begin = $"{target.Name} e{target.Edit}";
        ScriptedCode code = target.Rendering!;
        return async cluster =>
        {
            version.Call(code);
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
