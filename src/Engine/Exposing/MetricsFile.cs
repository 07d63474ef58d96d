using System.Text;
using Basenode.Engine.FileSystem;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Exposing;

/// <summary>Writes the metrics to a file again and again, for node_exporter's textfile collector.</summary>
/// <remarks>It is replaced in one step. The engine removes it when it ends: otherwise a collector would go on to report old values. The file of a killed engine stays, with its age.</remarks>
internal sealed class MetricsFile(string path, TimeSpan every, Func<bool, string> text, TimeProvider time, ILogger log)
{
    // The collector is another user.
    private const UnixFileMode Mode = AtomicFile.Private | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private string? problem;

    /// <summary>Writes until it is cancelled. What goes wrong is told once, and tried again.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Tell(TryWrite());
                await Task.Delay(every, time, cancellationToken);
            }
        }
        finally
        {
            TryRemove();
        }
    }

    private string? TryWrite()
    {
        try
        {
            AtomicFile.ReplaceShared(path, Encoding.UTF8.GetBytes(text(false)), Mode, lasting: false);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TimeoutException)
        {
            return exception.Message;
        }
    }

    private void Tell(string? now)
    {
        if (now is not null && problem is null)
        {
            Log.FileFailed(log, path, now);
        }
        else if (now is null && problem is not null)
        {
            Log.FileRecovered(log, path);
        }

        problem = now;
    }

    private void TryRemove()
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.FileStays(log, path, exception.Message);
        }
    }
}
