using Basenode.Haproxy.Live;
using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Files;

/// <summary>Makes what the running HAProxy has of its maps, ACL files and certificates the content of the files, and looks whether it is.</summary>
/// <remarks>As with servers, what runs is compared with what is wanted: it does not matter what was done already, and by whom.</remarks>
internal sealed class LiveFiles
{
    private readonly FileSocket socket;
    private readonly LivePatterns patterns;
    private readonly LiveCertificates certificates;

    public LiveFiles(HaproxySettings settings, TimeProvider time)
    {
        socket = new FileSocket(settings, time);
        patterns = new LivePatterns(socket);
        certificates = new LiveCertificates(socket);
    }

    /// <summary>Compares, replaces what differs, and compares again.</summary>
    /// <param name="areDue">Whether the files have just changed. Else those that traffic may change are left alone, and those that cannot be compared.</param>
    public async Task<LiveResult> MakeSoAsync(IEnumerable<DataFile> files, bool areDue, CancellationToken cancellationToken)
    {
        int before = socket.Given;
        try
        {
            foreach (DataFile file in files.Where(file => areDue || !file.IsWrittenByTraffic))
            {
                await (file.Use is FileUse.Certificate ? certificates.MakeSoAsync(file, areDue, cancellationToken) : patterns.MakeSoAsync(file, cancellationToken));
            }

            return new LiveResult(true, socket.Given - before, "", SocketReplyKind.Answered);
        }
        catch (FileCommandException failure)
        {
            return new LiveResult(false, socket.Given - before, failure.Message, failure.Contact);
        }
    }
}
