namespace Basenode.Engine.Cluster.Consul;

/// <summary>A body that may not be longer than a limit: reading on is an error, so that no agent can fill the memory.</summary>
internal sealed class CappedStream(Stream inner, long limit) : Stream
{
    private long taken;

    /// <summary>How many bytes were read.</summary>
    public long Taken => taken;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => taken;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Counted(inner.Read(buffer, offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Counted(await inner.ReadAsync(buffer, cancellationToken));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Counted(int read)
    {
        taken += read;
        return taken <= limit
            ? read
            : throw new ConsulException(ConsulFault.BadAnswer, $"the response is larger than {limit >> 20} MiB");
    }
}
