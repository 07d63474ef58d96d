using System.Globalization;
using System.Text;
using Basenode.Engine.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Basenode.Cli.Logging;

/// <summary>Writes events to stderr, each in one piece. Not through Console.Error: that belongs to the plugins, whose lines become events themselves.</summary>
internal sealed class StandardErrorSink(ITextFormatter formatter, Stream stream) : ILogEventSink
{
    private readonly Lock gate = new();

    public void Emit(LogEvent logEvent)
    {
        Mask(logEvent);
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        byte[] bytes = Encoding.UTF8.GetBytes(SecretMask.Process.Apply(text.ToString()));
        lock (gate)
        {
            stream.Write(bytes);
            stream.Flush();
        }
    }

    // Before a formatter escapes what a plugin logged.
    private static void Mask(LogEvent logEvent)
    {
        foreach ((string name, LogEventPropertyValue value) in logEvent.Properties.ToArray())
        {
            if (value is ScalarValue { Value: string text } && SecretMask.Process.IsIn(text))
            {
                logEvent.AddOrUpdateProperty(new LogEventProperty(name, new ScalarValue(SecretMask.Process.Apply(text))));
            }
        }
    }
}
