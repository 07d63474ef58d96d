using System.Text.Json;
using Basenode.Cli.Logging;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace Basenode.Cli.Tests.Logging;

public sealed class LineFormatterTests
{
    [Fact]
    public void Lines_of_text_are_reviewed() => Expected.Matches("log.txt", Logged(new LineFormatter(onTerminal: false)));

    [Fact]
    public void On_a_terminal_further_lines_are_indented() => Expected.Matches("log-terminal.txt", Logged(new LineFormatter(onTerminal: true)));

    [Fact]
    public void Json_is_one_line_an_event_whatever_a_value_holds()
    {
        string[] lines = Logged(new RenderedCompactJsonFormatter()).TrimEnd('\n').Split('\n');
        Assert.Equal(6, lines.Length);
        foreach (string line in lines)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            Assert.True(document.RootElement.TryGetProperty("@m", out _));
        }

        using JsonDocument target = JsonDocument.Parse(lines[3]);
        Assert.Equal(("nginx", "pending"), (target.RootElement.GetProperty("Target").GetString(), target.RootElement.GetProperty("Outcome").GetString()));
    }

    [Theory]
    [InlineData(2, "2030-01-02T16:04:05.000+02:00 INF x")]
    [InlineData(-3.5, "2030-01-02T16:04:05.000-03:30 INF x")]
    [InlineData(0, "2030-01-02T16:04:05.000Z INF x")]
    public void Elsewhere_than_on_a_terminal_a_line_says_when_it_was(double hours, string expected)
    {
        using var text = new StringWriter();
        var logged = new LogEvent(
            new DateTimeOffset(2030, 1, 2, 16, 4, 5, TimeSpan.FromHours(hours)), LogEventLevel.Information, null, new Serilog.Parsing.MessageTemplateParser().Parse("x"), []);
        new LineFormatter(onTerminal: false).Format(logged, text);
        Assert.Equal(expected, text.ToString().TrimEnd());
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
            engine.LogWarning("target {Target}: {Outcome}: {Reason}", "nginx", "pending", "nginx cannot be reached:\n\n  connection refused\r\n");
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
