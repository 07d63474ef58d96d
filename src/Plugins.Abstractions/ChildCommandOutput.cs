using System.Globalization;
using System.Text;

namespace Basenode.Plugins;

/// <summary>Keeps the first and the last half of what a command prints, however much that is.</summary>
internal sealed class ChildCommandOutput
{
    private const int Half = 32 * 1024;

    private readonly MemoryStream head = new();
    private readonly byte[] tail = new byte[Half];
    private long total;

    /// <summary>Reads a stream to its end, so that a command which floods never blocks on a full pipe.</summary>
    public async Task DrainAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and int count)
            {
                Keep(buffer.AsSpan(0, count));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The command has ended and a process that escaped its group still holds the stream: what came so far is the output.
        }
    }

    /// <summary>What was printed so far.</summary>
    public override string ToString()
    {
        lock (head)
        {
            var text = new StringBuilder(Encoding.UTF8.GetString(head.GetBuffer(), 0, (int)head.Length));
            long later = total - head.Length;
            if (later > Half)
            {
                text.Append(CultureInfo.InvariantCulture, $"\n... {later - Half} bytes left out ...\n");
            }

            text.Append(Encoding.UTF8.GetString(TailInOrder(later)));
            return text.ToString().TrimEnd();
        }
    }

    private byte[] TailInOrder(long later)
    {
        int start = (int)(later % Half);
        return later <= Half ? tail[..(int)later] : [.. tail[start..], .. tail[..start]];
    }

    // Both streams of a command come here, each from its own reader.
    private void Keep(ReadOnlySpan<byte> bytes)
    {
        lock (head)
        {
            int first = (int)Math.Min(bytes.Length, Half - head.Length);
            head.Write(bytes[..first]);
            total += first;
            foreach (byte value in bytes[first..])
            {
                tail[(total++ - Half) % Half] = value;
            }
        }
    }
}
