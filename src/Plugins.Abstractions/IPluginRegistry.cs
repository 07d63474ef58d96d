using Microsoft.Extensions.Logging;

namespace Basenode.Plugins;

/// <summary>Takes a plugin's contributions. A script has the same members as its globals.</summary>
/// <remarks>
/// Names are unique over all plugins: the plugin that comes first keeps a name, and the error names both. Shipped plugins come first, then
/// assemblies, then scripts, each in ordinal order of path. A member with an options record has a second form with named arguments, which makes the record.
/// What is added later is a property of the record: a plugin that was compiled before stays valid.
/// </remarks>
public interface IPluginRegistry
{
    /// <summary>Adds a target: a file that is rendered, checked, put in place and made known to the program that reads it.</summary>
    /// <exception cref="ArgumentException">A name, path or mode is not valid, or both or neither of template and content are given.</exception>
    void Target(TargetOptions options);

    /// <summary>Adds a target.</summary>
    /// <param name="name">Its name in the log, the status and <c>basenode preview NAME</c>: letters, digits, <c>-</c>, <c>_</c>, <c>.</c></param>
    /// <param name="template">The template's name, relative to the template folders. Exactly one of this and <paramref name="content"/>.</param>
    /// <param name="destination">The absolute path to write.</param>
    /// <param name="check">Accepts or refuses the candidate before it is put in place: <see cref="Use"/> or <c>Run</c>. Default: none.</param>
    /// <param name="reload">Makes the new content take effect: <see cref="Use"/> or <c>Run</c>. Default: none.</param>
    /// <param name="mode">Octal permission bits, such as <c>"0640"</c>. Default: those of the file that is there, else <c>"0644"</c>.</param>
    /// <param name="owner">User name or number. Default: that of the file that is there, else the engine's.</param>
    /// <param name="group">Group name or number. Default: that of the file that is there, else the engine's.</param>
    /// <param name="content">Code that returns the whole text instead of a template; it may run more than once.</param>
    /// <exception cref="ArgumentException">A name, path or mode is not valid, or both or neither of template and content are given.</exception>
    void Target(
        string name,
        string? template = null,
        string? destination = null,
        TargetAction? check = null,
        TargetAction? reload = null,
        string? mode = null,
        string? owner = null,
        string? group = null,
        Func<ICluster, Task<string>>? content = null) => Target(new TargetOptions
        {
            Name = name,
            Template = template,
            Destination = destination ?? "",
            Check = check,
            Reload = reload,
            Mode = mode,
            Owner = owner,
            Group = group,
            Content = content,
        });

    /// <summary>Adds one variable with a fixed value for all templates.</summary>
    /// <param name="name">The name in templates, as written here; by custom snake_case.</param>
    /// <param name="value">Text, number, boolean, list, dictionary or object; an object's members appear in snake_case, dictionary keys as they are.</param>
    void Variable(string name, object? value);

    /// <summary>Adds one variable as <see cref="Variable"/> does, whose value is a secret: only what templates write shows it. In the log, in errors, previews and the status <c>***</c> stands for it.</summary>
    /// <remarks>Every text and number in the value is masked wherever it stands. One of fewer than six characters is not masked: it would also be found in unrelated words.</remarks>
    /// <param name="name">The name in templates.</param>
    /// <param name="value">As with <see cref="Variable"/>.</param>
    void Secret(string name, object? value);

    /// <summary>Adds variables computed from the cluster. Runs again only when something that it read through the cluster has changed.</summary>
    /// <param name="get">
    /// Returns an object whose members, or a dictionary whose entries, become variables. It may run more than once for one change, and must
    /// return within ten seconds. An exception keeps the values of the last good run.
    /// </param>
    /// <param name="options">When it runs, and who sees the variables.</param>
    void Variables(Func<ICluster, Task<object>> get, VariablesOptions options);

    /// <inheritdoc cref="Variables(Func{ICluster, Task{object}}, VariablesOptions)"/>
    void Variables(Func<ICluster, object> get, VariablesOptions options);

    /// <inheritdoc cref="Variables(Func{ICluster, Task{object}}, VariablesOptions)"/>
    /// <param name="every">Runs it again after this time too, for sources that cannot notify. Default: never.</param>
    /// <param name="target">The one target that sees the variables. Default: all.</param>
    void Variables(Func<ICluster, Task<object>> get, TimeSpan? every = null, string? target = null) =>
        Variables(get, new VariablesOptions { Every = every, Target = target });

    /// <inheritdoc cref="Variables(Func{ICluster, Task{object}}, TimeSpan?, string?)"/>
    void Variables(Func<ICluster, object> get, TimeSpan? every = null, string? target = null) =>
        Variables(get, new VariablesOptions { Every = every, Target = target });

    /// <summary>Adds a template function.</summary>
    /// <param name="name">The name in templates, by custom snake_case.</param>
    /// <param name="function">A delegate over text, numbers, booleans, lists and dictionaries. It must be pure: it runs whenever a template asks.</param>
    void Function(string name, Delegate function);

    /// <summary>Adds a check under a name for <see cref="Use"/>. It takes no arguments.</summary>
    void Check(string name, ICheck check);

    /// <summary>Adds a check made from a method.</summary>
    void Check(string name, Func<CheckRequest, CancellationToken, Task<CheckResult>> check);

    /// <summary>Gives another name to a check: to a command line, or to one that is registered here or elsewhere.</summary>
    /// <param name="action"><c>Run</c> or <see cref="Use"/>.</param>
    void Check(string name, TargetAction action);

    /// <summary>Adds a reload action under a name for <see cref="Use"/>. It takes no arguments.</summary>
    void Reload(string name, IReloadAction action);

    /// <summary>Adds a reload action made from a method. Its plan is the name alone.</summary>
    void Reload(string name, Func<ReloadChange, CancellationToken, Task<ReloadResult>> apply);

    /// <summary>Adds a family of reload actions, made from the arguments that follow the name in <see cref="Use"/>.</summary>
    /// <param name="name">The name for <see cref="Use"/>.</param>
    /// <param name="create">Makes the action for one list of arguments; throws <see cref="ArgumentException"/> for arguments it does not know.</param>
    void Reload(string name, Func<IReadOnlyList<string>, IReloadAction> create);

    /// <summary>Gives another name to a reload action: to a command line, or to one that is registered here or elsewhere.</summary>
    /// <param name="action"><c>Run</c> or <see cref="Use"/>, whose arguments come before those that the new name is used with.</param>
    void Reload(string name, TargetAction action);

    /// <summary>Says how long a service's instances are kept after they vanish from Consul. One plugin may say it of a service.</summary>
    /// <exception cref="ArgumentException">There is no name, or the time is negative or longer than an hour.</exception>
    void Hold(HoldOptions options);

    /// <summary>Says how long a service's instances are kept after they vanish from Consul. One plugin may say it of a service.</summary>
    /// <param name="service">The service's name as registered.</param>
    /// <param name="allowEmpty">Whether the service may become empty at once. Default: false.</param>
    /// <param name="time">How long the last instances, or more than half of them, are kept; at most an hour. Default: <c>time</c> of <c>[hold]</c>.</param>
    /// <param name="panic">Whether all registered instances are served while fewer than half of them pass. Default: <c>panic</c> of <c>[hold]</c>.</param>
    /// <exception cref="ArgumentException">There is no name, or the time is negative or longer than an hour.</exception>
    void Hold(string service, bool? allowEmpty = null, TimeSpan? time = null, bool? panic = null) =>
        Hold(new HoldOptions { Service = service, AllowEmpty = allowEmpty, Time = time, Panic = panic });

    /// <summary>A command line as a check or reload action; exit code 0 is success.</summary>
    /// <remarks>
    /// As a check, everything else refuses. As a reload action, another exit code refuses: the last good content is put back and the command runs once more,
    /// as it may have stopped the program. A command that cannot be started, hangs or is ended by a signal has not judged the file: it is tried again.
    /// </remarks>
    /// <param name="command">
    /// Split into words as a POSIX shell does; then <c>{{ candidate }}</c>, <c>{{ destination }}</c>, <c>{{ template }}</c> and <c>{{ target }}</c>
    /// are put in. There is no shell: no pipes, no variables. Where one is needed: <c>sh -c 'grep -q x "$1" | wc' sh {{ candidate }}</c>
    /// </param>
    /// <param name="options">How it runs.</param>
    /// <exception cref="ArgumentException">
    /// The command is empty, a quote is not closed, a placeholder is unknown, or outside quotes there is something that only a shell understands.
    /// </exception>
    TargetAction Run(string command, CommandOptions options);

    /// <inheritdoc cref="Run(string, CommandOptions)"/>
    /// <param name="timeout">After this its whole process group is killed. Default: 10 s for a check, 60 s for a reload.</param>
    /// <param name="user">The user it runs as. Default: the engine's.</param>
    TargetAction Run(string command, TimeSpan? timeout = null, string? user = null) => Run(command, new CommandOptions { Timeout = timeout, User = user });

    /// <summary>A registered check or reload action, of this plugin or any other.</summary>
    /// <param name="name">The name it is registered with; looked up when the target is delivered, so the order of plugins does not matter.</param>
    /// <param name="arguments">Words for a family of reload actions.</param>
    TargetAction Use(string name, params string[] arguments);

    /// <summary>A reload action of another plugin, to build one's own upon. Usable after registration too.</summary>
    /// <param name="name">The name it is registered with. When it is absent at the time of use, the result is <see cref="ReloadOutcome.Unreachable"/>.</param>
    /// <param name="arguments">Words for a family of reload actions.</param>
    IReloadAction FindReload(string name, params string[] arguments);

    /// <summary>The plugin's own table of basenode.toml: <c>[plugins.NAME]</c>, where NAME is the script's file name or the assembly's folder, in lower case.</summary>
    PluginSettings Settings { get; }

    /// <summary>The engine's log, under the plugin's name.</summary>
    ILogger Log { get; }
}
