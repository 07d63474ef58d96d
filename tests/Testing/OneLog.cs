using Microsoft.Extensions.Logging;

namespace Basenode.Testing;

/// <summary>Gives everyone the same log.</summary>
public sealed class OneLog(ILogger log) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => log;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
