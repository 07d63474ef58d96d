using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Text;
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
    private readonly List<string> plainReloads = [];
    private readonly List<(string, TargetAction)> reloadAliases = [];
    private readonly List<HoldOptions> holds = [];
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
                PlainReloads = [.. plainReloads],
                ReloadAliases = [.. reloadAliases],
                Holds = [.. holds],
                AskedSettings = [.. settings.Asked],
            };
        }
    }

    public void Target(TargetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string name = ContributionRules.Name("target", options.Name);
        if ((options.Template is null) == (options.Content is null))
        {
            throw new ArgumentException($"target {name}: give exactly one of template and content");
        }

        var target = new TargetDefinition
        {
            Name = name,
            Plugin = plugin.FileName,
            Template = ContributionRules.Template(name, options.Template),
            Content = options.Content,
            Destination = ContributionRules.Destination(name, options.Destination),
            Check = ContributionRules.Action($"target {name}: check", options.Check),
            Reload = ContributionRules.Action($"target {name}: reload", options.Reload),
            Mode = ContributionRules.Mode(name, options.Mode),
            Owner = ContributionRules.Owner($"target {name}: owner", options.Owner),
            Group = ContributionRules.Owner($"target {name}: group", options.Group),
        };
        Add(() =>
        {
            Claim("target", name);
            Claim("destination", target.Destination);
            targets.Add(target);
        });
    }

    public void Variable(string name, object? value) => Variable(name, value, isSecret: false);

    public void Secret(string name, object? value)
    {
        // At once: what the plugin does next may fail, and tell it.
        if (value is string text && !SecretMask.Process.Add(text))
        {
            Registration.Log.SecretTooShort(log, name, SecretMask.ShortestValue);
        }

        Variable(name, value, isSecret: true);
    }

    private void Variable(string name, object? value, bool isSecret)
    {
        ContributionRules.TemplateName("variable", name);
        Add(() =>
        {
            Claim("template name", name);
            variables.Add(new VariableDefinition(name, value, plugin.FileName) { PluginPath = plugin.Path, IsSecret = isSecret });
        });
    }

    public void Variables(Func<ICluster, Task<object>> get, VariablesOptions options)
    {
        ArgumentNullException.ThrowIfNull(get);
        ArgumentNullException.ThrowIfNull(options);
        var definition = new VariablesDefinition(
            get,
            ContributionRules.Period("every", options.Every),
            options.Target is null ? null : ContributionRules.Name("target", options.Target),
            plugin.FileName)
        {
            PluginPath = plugin.Path,
            IsSecret = options.Secret,
            Notice = options.Notice,
        };
        Add(() => computed.Add(definition));
    }

    public void Variables(Func<ICluster, object> get, VariablesOptions options)
    {
        ArgumentNullException.ThrowIfNull(get);

        // A method that returns some other kind of task, such as Task<MyVariables>, lands here too.
        Variables(async cluster => get(cluster) switch { Task task => await Awaited(task), var value => value }, options);
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

    public void Check(string name, TargetAction action) =>
        AddNamed("check", name, checkAliases, ContributionRules.Action($"check {name}", NotNull(action))!);

    public void Reload(string name, IReloadAction action)
    {
        NotNull(action);
        Reload(name, _ => action);
        Add(() => plainReloads.Add(name));
    }

    public void Reload(string name, Func<ReloadChange, CancellationToken, Task<ReloadResult>> apply) => Reload(name, new MethodReload(name, NotNull(apply)));

    public void Reload(string name, Func<IReadOnlyList<string>, IReloadAction> create) => AddNamed("reload", name, makers, create);

    public void Reload(string name, TargetAction action) =>
        AddNamed("reload", name, reloadAliases, ContributionRules.Action($"reload {name}", NotNull(action))!);

    public void Hold(HoldOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        HoldOptions hold = ContributionRules.Hold(options);
        Add(() =>
        {
            Claim("hold", hold.Service);
            holds.Add(hold);
        });
    }

    public TargetAction Run(string command, CommandOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Add(() => { });
        return new CommandAction(
            CommandWords.Split(NotNull(command)),
            ContributionRules.Period("timeout", options.Timeout),
            ContributionRules.Owner("user", options.User));
    }

    public TargetAction Use(string name, params string[] arguments)
    {
        Add(() => { });
        return new NamedAction(ContributionRules.Name("check or reload", name), [.. arguments]);
    }

    public IReloadAction FindReload(string name, params string[] arguments) =>
        new ReloadReference(new NamedAction(ContributionRules.Name("reload", name), [.. arguments]), reloads);

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
                    $"{plugin.FileName}: nothing can be registered and no setting can be read after Register has returned");
            }

            add();
        }
    }

    private void Claim(string kind, string name)
    {
        if (!names.Add($"{kind} {name}"))
        {
            throw new ArgumentException($"{kind} {name} is registered twice in {plugin.FileName}; give one of them another name");
        }
    }

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
