using Basenode.Engine.Handoffs;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop;

/// <summary>Plugins whose contributions the test gives. Each edit is a new revision and asks for a pass, as an edited script does.</summary>
internal sealed class ScriptedPlugins
{
    private Contributions current = Contributions.Empty;
    private int asked;

    /// <summary>What they contribute now.</summary>
    public Contributions Current => Volatile.Read(ref current);

    /// <summary>How often a pass asked.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>Thrown at each pass that asks; null for none.</summary>
    public Exception? Broken { get; set; }

    /// <summary>What a pass gets.</summary>
    public Contributions Take()
    {
        Interlocked.Increment(ref asked);
        return Broken is { } broken ? throw broken : Current;
    }

    /// <summary>Told of each edit.</summary>
    public ChangeSignal? Signal { get; set; }

    /// <summary>Edits the plugins.</summary>
    public void Edit(Func<Contributions, Contributions> edit)
    {
        Volatile.Write(ref current, edit(current) with { Revision = current.Revision + 1 });
        Signal?.Raise("scripted.csx edited");
    }

    /// <summary>Adds a target, or replaces the one of the same name in its place.</summary>
    public void Target(TargetDefinition target) => Edit(now => now with
    {
        Targets = now.Targets.FirstOrDefault(other => other.Name == target.Name) is { } before ? now.Targets.Replace(before, target) : now.Targets.Add(target),
    });

    /// <summary>Changes a target in its place.</summary>
    public void Target(string name, Func<TargetDefinition, TargetDefinition> edit) => Target(edit(Current.Targets.First(target => target.Name == name)));

    /// <summary>Removes a target.</summary>
    public void Remove(string name) => Edit(now => now with { Targets = now.Targets.RemoveAll(target => target.Name == name) });

    /// <summary>Registers a check; the same name is another version of it.</summary>
    public NamedAction Check(string name, ICheck check)
    {
        Edit(now => now with { Checks = now.Checks.SetItem(name, check), CheckPlugins = now.CheckPlugins.SetItem(name, "scripted.csx") });
        return new NamedAction(name, []);
    }

    /// <summary>Registers a reload; the same name is another version of it.</summary>
    public NamedAction Reload(string name, IReloadAction action)
    {
        Edit(now => now with { Reloads = now.Reloads.SetItem(name, _ => action), ReloadPlugins = now.ReloadPlugins.SetItem(name, "scripted.csx") });
        return new NamedAction(name, []);
    }

    /// <summary>Adds computed variables, or replaces those of the plugin.</summary>
    public void Variables(string plugin, Func<ICluster, Task<object>> get, TimeSpan? every = null)
    {
        var definition = new VariablesDefinition(get, every, null, plugin);
        Edit(now => now with
        {
            ComputedVariables = now.ComputedVariables.FirstOrDefault(other => other.Plugin == plugin) is { } before
                ? now.ComputedVariables.Replace(before, definition)
                : now.ComputedVariables.Add(definition),
        });
    }
}
