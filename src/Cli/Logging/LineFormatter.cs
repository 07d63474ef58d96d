using System.Globalization;
using Basenode.Engine.Text;
using Serilog.Events;
using Serilog.Formatting;

namespace Basenode.Cli.Logging;

/// <summary>
/// Readable lines. On a terminal <c>16:04:05 INF target web has recovered</c>, where further lines of an event are indented, so that none can pass for an event
/// of its own. Elsewhere one line an event, whatever a value holds, with the date: <c>2030-01-02T16:04:05.123Z INF …</c>.
/// </summary>
/// <param name="onTerminal">Whether a person reads along.</param>
internal sealed class LineFormatter(bool onTerminal) : ITextFormatter
{
    private const string OwnPrefix = "Basenode.";
    private const string Indent = "             ";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(Time(logEvent.Timestamp));
        output.Write(' ');
        output.Write(Name(logEvent.Level));
        output.Write(' ');
        string text = Source(logEvent) + Message(logEvent);
        if (logEvent.Exception is { } error)
        {
            text += $": {error}";
        }

        // Before lines are parted: a secret may have several.
        text = SecretMask.Process.Apply(text);
        output.WriteLine(onTerminal ? Indented(text.TrimEnd()) : OneLine.Of(text));
    }

    private string Time(DateTimeOffset time) =>
        onTerminal ? time.ToString("HH:mm:ss", CultureInfo.InvariantCulture)
        : time.Offset == TimeSpan.Zero ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
        : time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private static string Indented(string text) =>
        string.Join('\n', text.Split('\n').Select((line, number) => number == 0 ? LogText.Line(line) : Indent + LogText.Line(line)));

    private static string Message(LogEvent logEvent)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        foreach (Serilog.Parsing.MessageTemplateToken token in logEvent.MessageTemplate.Tokens)
        {
            // Texts without the quotes that Serilog would put around them.
            if (token is Serilog.Parsing.PropertyToken property
                && logEvent.Properties.GetValueOrDefault(property.PropertyName) is ScalarValue { Value: string value })
            {
                message.Write(value);
            }
            else
            {
                token.Render(logEvent.Properties, message, CultureInfo.InvariantCulture);
            }
        }

        return message.ToString();
    }

    /// <summary>Who speaks, when it is not the engine: a plugin's log comes under the plugin's name.</summary>
    private static string Source(LogEvent logEvent) =>
        logEvent.Properties.GetValueOrDefault("SourceContext") is ScalarValue { Value: string source }
        && !source.StartsWith(OwnPrefix, StringComparison.Ordinal)
            ? $"{source}: "
            : "";

    private static string Name(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "TRC",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "FTL",
    };
}
