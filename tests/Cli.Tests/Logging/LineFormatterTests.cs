using System.Text.Json;
using Basenode.Cli.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Microsoft.Extensions.Logging;

namespace Basenode.Cli.Tests.Logging;

public sealed class LineFormatterTests
{
    [Fact]
    public void Lines_of_text_are_reviewed() => Expected.Matches("log.txt", Logged(new LineFormatter(severalLines: false)));

    [Fact]
    public void On_a_terminal_further_lines_are_indented() => Expected.Matches("log-terminal.txt", Logged(new LineFormatter(severalLines: true)));

    [Fact]
    public void Json_is_one_line_an_event_whatever_a_value_holds()
    {
        string[] lines = Logged(new RenderedCompactJsonFormatter()).TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.True(document.RootElement.TryGetProperty("@m", out _));
        }
    }

    private static string Logged(ITextFormatter formatter)
    {
        var sink = new TextSink(formatter);
        using (var loggers = new SerilogLoggerFactory(new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(sink).CreateLogger(), dispose: true))
        {
            Microsoft.Extensions.Logging.ILogger engine = loggers.CreateLogger("Basenode.Engine");
            engine.LogInformation("pass {Pass} in {Milliseconds} ms: {Reason}; wrote {Target}", 12, 4, "service web", "haproxy");
            engine.LogWarning("service {Service} is odd", "evil\n16:04:05 INF pass 13 in 1 ms\e[2J\u202e");
            engine.LogError("haproxy failed: {Error}", "broken.sbn:1:4: unknown variable 'servrs'\n 1 | {{ servrs }}\n        ^\n");
            engine.LogDebug(new InvalidOperationException("no\nway"), "a detail with {{braces}} and {Share:P0}", 0.5);
            loggers.CreateLogger("haproxy").LogTrace("a plugin speaks");
        }

        return sink.Text;
    }

    /// <summary>Keeps what is written, every event at one time of day.</summary>
    private sealed class TextSink(ITextFormatter formatter) : ILogEventSink
    {
        private readonly StringWriter text = new();

        public string Text => text.ToString();

        public void Emit(LogEvent logEvent) => formatter.Format(
            new LogEvent(
                new DateTimeOffset(2030, 1, 2, 16, 4, 5, TimeSpan.Zero),
                logEvent.Level,
                logEvent.Exception,
                logEvent.MessageTemplate,
                logEvent.Properties.Select(property => new LogEventProperty(property.Key, property.Value))),
            text);
    }
}
