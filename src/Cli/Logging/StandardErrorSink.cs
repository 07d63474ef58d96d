using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Basenode.Cli.Logging;

/// <summary>Writes events to stderr, each in one piece. Not through Console.Error: that belongs to the plugins, whose lines become events themselves.</summary>
internal sealed class StandardErrorSink(ITextFormatter formatter) : ILogEventSink
{
    private readonly Stream stream = Console.OpenStandardError();
    private readonly Lock gate = new();

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        byte[] bytes = Encoding.UTF8.GetBytes(text.ToString());
        lock (gate)
        {
            stream.Write(bytes);
            stream.Flush();
        }
    }
}
