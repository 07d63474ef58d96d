using Basenode.Engine.Handoffs;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>Takes one plugin's contributions while it registers, and validates each as it comes, so that an error has the line that caused it.</summary>
internal sealed class PluginRegistration(PluginFile plugin, PluginSettings settings, ILogger log, ReloadFinder reloads) : IPluginRegistry
{
    private readonly Lock gate = new();
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly List<TargetDefinition> targets = [];
    private readonly List<VariableDefinition> variables = [];
    private readonly List<VariablesDefinition> computed = [];
    private readonly List<FunctionDefinition> functions = [];
    private readonly List<(string, ICheck)> checks = [];
    private readonly List<(string, TargetAction)> checkAliases = [];
    private readonly List<(string, Func<IReadOnlyList<string>, IReloadAction>)> makers = [];
    private readonly List<(string, TargetAction)> reloadAliases = [];
    private bool closed;

    public ILogger Log => log;

    public PluginSettings Settings
    {
        get
        {
            Add(() => { });
            return settings;
        }
    }

    /// <summary>Ends the registration: nothing is taken any more, however long the plugin keeps this object.</summary>
    /// <returns>What was registered.</returns>
    public RegisteredContributions Close()
    {
        lock (gate)
        {
            closed = true;
            return new RegisteredContributions
            {
                Targets = [.. targets],
                Variables = [.. variables],
                ComputedVariables = [.. computed],
                Functions = [.. functions],
                Checks = [.. checks],
                CheckAliases = [.. checkAliases],
                Reloads = [.. makers],
                ReloadAliases = [.. reloadAliases],
                AskedSettings = [.. settings.Asked],
            };
        }
    }

    public void Target(
        string name,
        string? template = null,
        string? destination = null,
        TargetAction? check = null,
        TargetAction? reload = null,
        string? mode = null,
        string? owner = null,
        string? group = null,
        Func<ICluster, Task<string>>? content = null)
    {
        ContributionRules.Name("target", name);
        if ((template is null) == (content is null))
        {
            throw new ArgumentException($"target {name}: give exactly one of template and content");
        }

        var target = new TargetDefinition
        {
            Name = name,
            Plugin = plugin.FileName,
            Template = ContributionRules.Template(name, template),
            Content = content,
            Destination = ContributionRules.Destination(name, destination),
            Check = ContributionRules.Action($"target {name}: check", check),
            Reload = ContributionRules.Action($"target {name}: reload", reload),
            Mode = ContributionRules.Mode(name, mode),
            Owner = ContributionRules.Owner($"target {name}: owner", owner),
            Group = ContributionRules.Owner($"target {name}: group", group),
        };
        Add(() =>
        {
            Claim("target", name);
            Claim("destination", target.Destination);
            targets.Add(target);
        });
    }

    public void Variable(string name, object? value)
    {
        ContributionRules.TemplateName("variable", name);
        Add(() =>
        {
            Claim("template name", name);
            variables.Add(new VariableDefinition(name, value, plugin.FileName));
        });
    }

    public void Variables(Func<ICluster, Task<object>> get, TimeSpan? every = null, string? target = null)
    {
        ArgumentNullException.ThrowIfNull(get);
        var definition = new VariablesDefinition(
            get,
            ContributionRules.Period("every", every),
            target is null ? null : ContributionRules.Name("target", target),
            plugin.FileName);
        Add(() => computed.Add(definition));
    }

    public void Variables(Func<ICluster, object> get, TimeSpan? every = null, string? target = null)
    {
        ArgumentNullException.ThrowIfNull(get);

        // A method that returns some other kind of task, such as Task<MyVariables>, lands here too.
        Variables(async cluster => get(cluster) switch { Task task => await Awaited(task), var value => value }, every, target);
    }

    public void Function(string name, Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ContributionRules.TemplateName("function", name);
        Add(() =>
        {
            Claim("template name", name);
            functions.Add(new FunctionDefinition(name, function, plugin.FileName));
        });
    }

    public void Check(string name, ICheck check) => AddNamed("check", name, checks, check);

    public void Check(string name, Func<CheckRequest, CancellationToken, Task<CheckResult>> check) =>
        AddNamed("check", name, checks, new MethodCheck(NotNull(check)));

    public void Check(string name, TargetAction command) =>
        AddNamed("check", name, checkAliases, ContributionRules.Action($"check {name}", NotNull(command))!);

    public void Reload(string name, IReloadAction action) => Reload(name, Always(name, NotNull(action)));

    public void Reload(string name, Func<ReloadChange, CancellationToken, Task<ReloadResult>> apply) =>
        Reload(name, Always(name, new MethodReload(name, NotNull(apply))));

    public void Reload(string name, Func<IReadOnlyList<string>, IReloadAction> create) => AddNamed("reload", name, makers, create);

    public void Reload(string name, TargetAction command) =>
        AddNamed("reload", name, reloadAliases, ContributionRules.Action($"reload {name}", NotNull(command))!);

    public TargetAction Run(string command, TimeSpan? timeout = null, string? user = null)
    {
        Add(() => { });
        return new CommandAction(
            CommandWords.Split(NotNull(command)),
            ContributionRules.Period("timeout", timeout),
            ContributionRules.Owner("user", user));
    }

    public TargetAction Use(string name, params string[] arguments)
    {
        Add(() => { });
        return new NamedAction(ContributionRules.Name("check or reload", name), [.. arguments]);
    }

    public IReloadAction FindReload(string name, params string[] arguments) =>
        new ReloadReference(ContributionRules.Name("reload", name), [.. arguments], reloads);

    private void AddNamed<T>(string kind, string name, List<(string, T)> list, T item)
    {
        NotNull(item);
        ContributionRules.Name(kind, name);
        Add(() =>
        {
            Claim(kind, name);
            list.Add((name, item));
        });
    }

    private void Add(Action add)
    {
        lock (gate)
        {
            if (closed)
            {
                throw new InvalidOperationException(
                    $"{plugin.FileName}: contributions are taken only until Register returns; nothing can be registered, and no setting be read, later");
            }

            add();
        }
    }

    private void Claim(string kind, string name)
    {
        if (!names.Add($"{kind} {name}"))
        {
            throw new ArgumentException($"{kind} {name} stands twice in {plugin.FileName}; names of a kind are unique");
        }
    }

    private static Func<IReadOnlyList<string>, IReloadAction> Always(string name, IReloadAction action) =>
        arguments => arguments.Count == 0 ? action : throw new ArgumentException($"takes no arguments, so not '{string.Join(' ', arguments)}': Use(\"{name}\")");

    private static T NotNull<T>(T value, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    private static async Task<object> Awaited(Task task)
    {
        await task;
        return task.GetType().GetProperty("Result")?.GetValue(task) ?? throw new InvalidOperationException("Variables must return an object, not null or nothing");
    }
}
