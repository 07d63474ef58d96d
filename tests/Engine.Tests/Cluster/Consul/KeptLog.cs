using System.Collections.Concurrent;
using Basenode.Engine.Cluster.Consul;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Tests.Cluster.Consul;

/// <summary>Keeps the lines of a log, so that a test can count them.</summary>
/// <param name="throws">Asked for each line; the log throws where it says so.</param>
internal sealed class KeptLog(Func<string, bool>? throws = null) : ILogger<ConsulSource>
{
    private readonly ConcurrentQueue<(int Event, string Text)> lines = new();

    public IReadOnlyList<string> Of(int @event) => [.. lines.Where(line => line.Event == @event).Select(line => line.Text)];

    public string All => string.Join('\n', lines.Select(line => line.Text));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string text = formatter(state, exception);
        if (throws?.Invoke(text) == true)
        {
            throw new InvalidOperationException("the log cannot be written");
        }

        lines.Enqueue((eventId.Id, text));
    }
}
