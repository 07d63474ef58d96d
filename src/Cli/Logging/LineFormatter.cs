using System.Globalization;
using Basenode.Engine.Text;
using Serilog.Events;
using Serilog.Formatting;

namespace Basenode.Cli.Logging;

/// <summary>
/// Readable lines: <c>16:04:05 INF pass 12 in 4 ms: service web</c>. One line an event, whatever a value holds: line breaks are escaped,
/// except on a terminal, where the further lines are indented, so that none can pass for an event of its own.
/// </summary>
/// <param name="severalLines">Whether an event may have several lines.</param>
internal sealed class LineFormatter(bool severalLines) : ITextFormatter
{
    private const string OwnPrefix = "Basenode.";
    private const string Indent = "             ";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss ", CultureInfo.InvariantCulture));
        output.Write(Name(logEvent.Level));
        output.Write(' ');
        string text = Source(logEvent) + Message(logEvent);
        if (logEvent.Exception is { } error)
        {
            text += $": {error}";
        }

        output.WriteLine(severalLines ? Indented(text.TrimEnd()) : LogText.Line(text.TrimEnd()));
    }

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
