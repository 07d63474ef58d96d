using Basenode.Engine.Configuration;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>What a contribution's name, path or mode must look like. Each rule throws an <see cref="ArgumentException"/> that names the value and what would be valid.</summary>
internal static class ContributionRules
{
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(30);

    /// <summary>The name of a target, check or reload action.</summary>
    public static string Name(string kind, string name) => NameRules.Problem(kind, name) is { } problem ? throw new ArgumentException(problem) : name;

    /// <summary>The name of a variable or function in templates.</summary>
    public static string TemplateName(string kind, string name) => NameRules.TemplateProblem(kind, name) is { } problem ? throw new ArgumentException(problem) : name;

    /// <summary>An absolute path of a file, without <c>.</c> and <c>..</c>, so that it stays below <c>--root</c>.</summary>
    public static string Destination(string target, string? destination)
    {
        bool valid = destination is { Length: > 1 } && destination[0] == '/' && !destination.EndsWith('/') && !destination.Any(char.IsControl)
            && !destination.Split('/').Any(part => part is "." or "..");
        return valid
            ? destination!
            : throw new ArgumentException($"target {target}: destination '{destination}' must be the absolute path of a file, without . and .., such as /etc/app/app.conf");
    }

    /// <summary>A path relative to the template folders; null stays null.</summary>
    public static string? Template(string target, string? template)
    {
        bool valid = template is null
            || (template.Length > 0 && template[0] != '/' && !template.Any(char.IsControl) && !template.Split('/').Any(part => part is "" or "." or ".."));
        return valid
            ? template
            : throw new ArgumentException($"target {target}: template '{template}' must be a path relative to the template folders, such as app.conf.sbn");
    }

    /// <summary>Octal permission bits such as <c>0640</c>; null stays null.</summary>
    public static UnixFileMode? Mode(string target, string? mode)
    {
        if (mode is null)
        {
            return null;
        }

        bool valid = mode.Length is 3 or 4 && mode.All(c => c is >= '0' and <= '7') && (mode.Length == 3 || mode[0] == '0');
        return valid
            ? (UnixFileMode)Convert.ToInt32(mode, 8)
            : throw new ArgumentException($"target {target}: mode '{mode}' must be octal permission bits, such as \"0640\"");
    }

    /// <summary>A user's or group's name or number; null stays null.</summary>
    public static string? Owner(string what, string? owner)
    {
        bool valid = owner is null || (owner.Length > 0 && !owner.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c == ':'));
        return valid ? owner : throw new ArgumentException($"{what} '{owner}' must be a name or a number");
    }

    /// <summary>
    /// A check or reload with valid words, as a copy: it is compared and shown by the engine, which must run no code of a plugin's own kind of list. Null stays null.
    /// </summary>
    public static TargetAction? Action(string what, TargetAction? action) => action switch
    {
        NamedAction named => new NamedAction(Name(what, named.Name), Words(what, named.Arguments)),
        CommandAction { Words: [{ Length: > 0 }, ..] } command => new CommandAction(
            Words(what, command.Words),
            Period($"{what}: timeout", command.Timeout),
            Owner($"{what}: user", command.User)),
        CommandAction => throw new ArgumentException($"{what}: a command must name a program; this one is empty"),
        _ => action,
    };

    /// <summary>A period longer than zero and of 30 days at most, which every timer can count; null stays null.</summary>
    public static TimeSpan? Period(string what, TimeSpan? period) =>
        period is null || (period > TimeSpan.Zero && period <= LongestPeriod)
            ? period
            : throw new ArgumentException($"{what}: {period} must be longer than zero and at most {LongestPeriod.TotalDays:0} days, such as TimeSpan.FromMinutes(1)");

    /// <summary>How long a service is held: a service's name, and a time that the table <c>[hold]</c> would take.</summary>
    public static HoldOptions Hold(HoldOptions options)
    {
        if (string.IsNullOrEmpty(options.Service))
        {
            throw new ArgumentException("hold: the name of the service is empty");
        }

        if (options.Time is { } time && (time < TimeSpan.Zero || time > HoldSettings.LongestTime))
        {
            throw new ArgumentException($"hold of {LogText.Escape(options.Service, 100)}: time {time} must be from zero to {HoldSettings.LongestTime.TotalHours:0} hour, such as TimeSpan.FromSeconds(30)");
        }

        return options;
    }

    private static string[] Words(string what, IReadOnlyList<string> words) =>
        [.. words.Select(word => word ?? throw new ArgumentException($"{what}: a word of the command is null"))];
}
