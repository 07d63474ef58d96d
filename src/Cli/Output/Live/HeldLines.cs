namespace Basenode.Cli.Output.Live;

/// <summary>Keeps what is written while a screen is shown, so that no line of the log lands in the middle of it. Of very many lines only the last ones are kept.</summary>
/// <param name="stream">Where it goes at the end.</param>
internal sealed class HeldLines(Stream stream) : Stream
{
    private const int Most = 64 << 10;
    private readonly Lock gate = new();
    private MemoryStream held = new();
    private bool isHolding;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>From now on nothing is written through.</summary>
    public void Hold()
    {
        lock (gate)
        {
            isHolding = true;
        }
    }

    /// <summary>Writes what was kept, and all that follows, through.</summary>
    /// <returns>Whether anything was kept.</returns>
    public bool Release()
    {
        lock (gate)
        {
            isHolding = false;
            if (held.Length == 0)
            {
                return false;
            }

            held.WriteTo(stream);
            held.SetLength(0);
            return true;
        }
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        lock (gate)
        {
            if (isHolding && held.Length > Most)
            {
                held = new MemoryStream();
            }

            (isHolding ? held : stream).Write(buffer, offset, count);
        }
    }

    public override void Flush() => stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
