using Basenode.Engine.Text;
using Serilog.Events;

namespace Basenode.Cli.Logging;

/// <summary>How to log. Precedence: flag, environment variable, default.</summary>
/// <param name="Level">The least level that is logged; null for the command's own default.</param>
/// <param name="AsJson">One JSON object a line instead of text.</param>
/// <param name="Errors">What is wrong, each whole.</param>
internal sealed record LogSettings(LogEventLevel? Level, bool AsJson, IReadOnlyList<string> Errors)
{
    private static readonly string[] Formats = ["text", "json"];

    /// <summary>The levels by name, least first.</summary>
    public static IReadOnlyDictionary<string, LogEventLevel> Levels { get; } = new Dictionary<string, LogEventLevel>
    {
        ["trace"] = LogEventLevel.Verbose,
        ["debug"] = LogEventLevel.Debug,
        ["info"] = LogEventLevel.Information,
        ["warning"] = LogEventLevel.Warning,
        ["error"] = LogEventLevel.Error,
    };

    /// <summary>Decides from the flags and the environment.</summary>
    public static LogSettings Resolve(string? levelFlag, string? formatFlag, IReadOnlyDictionary<string, string> environment)
    {
        var errors = new List<string>();
        string? level = Pick(levelFlag, "--log-level", "BASENODE_LOG_LEVEL", [.. Levels.Keys]);
        string? format = Pick(formatFlag, "--log-format", "BASENODE_LOG_FORMAT", Formats);
        return new LogSettings(level is null ? null : Levels[level], format == "json", errors);

        string? Pick(string? flag, string name, string variable, string[] valid)
        {
            string where = flag is null ? variable : name;
            string? value = flag ?? environment.GetValueOrDefault(variable);
            if (string.IsNullOrEmpty(value) || valid.Contains(value))
            {
                return string.IsNullOrEmpty(value) ? null : value;
            }

            errors.Add($"{where}: expected one of {string.Join(", ", valid)}, found '{value}'{NearestWord.Hint(value, valid)}");
            return null;
        }
    }
}
