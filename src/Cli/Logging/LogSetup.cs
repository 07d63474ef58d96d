using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace Basenode.Cli.Logging;

/// <summary>Sets up Serilog; only this folder uses it. Everything goes to stderr: stdout is for a command's product.</summary>
internal static class LogSetup
{
    /// <summary>Makes the loggers.</summary>
    /// <param name="settings">Level and format.</param>
    /// <param name="fallback">The level when none is set.</param>
    /// <param name="onTerminal">Whether a person reads along: text may then have several lines an event.</param>
    /// <param name="stream">Where to; null for stderr.</param>
    public static ILoggerFactory Create(LogSettings settings, LogEventLevel fallback, bool onTerminal, Stream? stream = null)
    {
        ITextFormatter formatter = settings.AsJson ? new RenderedCompactJsonFormatter() : new LineFormatter(onTerminal);
        Serilog.Core.Logger logger = new LoggerConfiguration()
            .MinimumLevel.Is(settings.Level ?? fallback)
            .WriteTo.Sink(new StandardErrorSink(formatter, stream ?? Console.OpenStandardError()))
            .CreateLogger();

        // Serilog's own factory: the general one would bring dependency injection and options along, for one provider.
        return new SerilogLoggerFactory(logger, dispose: true);
    }
}
