using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>What registration says, under the plugin's name. Event ids from 2500.</summary>
internal static partial class Log
{
    [LoggerMessage(2500, LogLevel.Warning, "The secret '{Name}' is not masked in logs and output: it has fewer than {Shortest} characters")]
    public static partial void SecretTooShort(ILogger log, string name, int shortest);
}
