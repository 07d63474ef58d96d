using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Plugins.Versions;
using Basenode.Engine.Supervision;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Loop;

/// <summary>Plugins whose contributions the test gives. Each edit is a new version of one of them, which is leased and ended as in the product, and asks for a pass.</summary>
internal sealed class ScriptedPlugins
{
    private const string Plugin = "scripted.csx";
    private readonly ServingPlugins serving = new(version => version.End(_ => { }));
    private readonly Dictionary<string, PluginVersion> serves = new(StringComparer.Ordinal);
    private readonly List<ScriptedVersion> versions = [];
    private int asked;

    /// <summary>What they contribute now.</summary>
    public Contributions Current => serving.Current;

    /// <summary>How often a pass asked.</summary>
    public int Asked => Volatile.Read(ref asked);

    /// <summary>How many versions are still held that newer ones have replaced.</summary>
    public int StillHeld => versions.Count(version => !version.IsEnded) - serves.Count;

    /// <summary>Thrown at each pass that asks; null for none.</summary>
    public Exception? Broken { get; set; }

    /// <summary>Told of each edit.</summary>
    public ChangeSignal? Signal { get; set; }

    /// <summary>What a pass gets.</summary>
    public ContributionsLease Take()
    {
        Interlocked.Increment(ref asked);
        return Broken is { } broken ? throw broken : serving.Take();
    }

    /// <summary>Edits a plugin.</summary>
    /// <param name="edit">Given what all plugins contribute, and the new version.</param>
    public void Edit(string plugin, Func<Contributions, ScriptedVersion, Contributions> edit)
    {
        var version = new ScriptedVersion();
        versions.Add(version);
        serves[plugin] = new PluginVersion(new PluginFile(PluginKind.Script, plugin, $"/etc/{plugin}"), new RegisteredContributions(), [version], () => { }) { Id = "" };
        serving.Swap(edit(Current, version) with { Revision = Current.Revision + 1 }, [.. serves.Values]);
        Signal?.Raise($"{plugin} edited");
    }

    /// <inheritdoc cref="Edit(string, Func{Contributions, ScriptedVersion, Contributions})"/>
    public void Edit(Func<Contributions, Contributions> edit) => Edit(Plugin, (now, _) => edit(now));

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
        Edit(now => now with { Checks = now.Checks.SetItem(name, check), CheckPlugins = now.CheckPlugins.SetItem(name, Plugin) });
        return new NamedAction(name, []);
    }

    /// <summary>Registers a reload; the same name is another version of it.</summary>
    public NamedAction Reload(string name, IReloadAction action)
    {
        Edit(now => now with { Reloads = now.Reloads.SetItem(name, _ => action), ReloadPlugins = now.ReloadPlugins.SetItem(name, Plugin) });
        return new NamedAction(name, []);
    }

    /// <summary>Adds computed variables, or replaces those of the plugin.</summary>
    public void Variables(string plugin, Func<ICluster, Task<object>> get, TimeSpan? every = null) => Edit(plugin, (now, _) =>
    {
        var definition = new VariablesDefinition(get, every, null, plugin);
        return now with
        {
            ComputedVariables = now.ComputedVariables.FirstOrDefault(other => other.Plugin == plugin) is { } before
                ? now.ComputedVariables.Replace(before, definition)
                : now.ComputedVariables.Add(definition),
        };
    });
}

/// <summary>One version of a scripted plugin: an object of its own, which is disposed with it.</summary>
internal sealed class ScriptedVersion : IDisposable
{
    private int disposals;

    /// <summary>Whether it was disposed.</summary>
    public bool IsEnded => Volatile.Read(ref disposals) > 0;

    /// <summary>Notes a call of its code.</summary>
    public void Call(ScriptedCode code)
    {
        if (IsEnded)
        {
            code.Complaints.Enqueue($"{code}: called after its version has ended");
        }
    }

    public void Dispose() => Interlocked.Increment(ref disposals);
}
