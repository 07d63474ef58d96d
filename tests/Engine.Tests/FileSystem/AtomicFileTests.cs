using Basenode.Engine.FileSystem;
using Basenode.Testing;

namespace Basenode.Engine.Tests.FileSystem;

public sealed class AtomicFileTests : IDisposable
{
    // More than one piece, and not a whole number of them.
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200_001).Select(i => (byte)i)];

    private readonly TemporaryFolder folder = new();

    private string Path => folder["data/kept"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_written_piece_by_piece_is_whole_and_private()
    {
        Write(Content);
        Assert.Equal(Content, File.ReadAllBytes(Path));
        Assert.Equal(AtomicFile.Private, File.GetUnixFileMode(Path));
        Assert.Equal([Path], Directory.GetFiles(folder["data"]));
    }

    [Fact]
    public void The_same_content_leaves_the_file_alone()
    {
        Write(Content);
        File.SetLastWriteTimeUtc(Path, DateTime.UnixEpoch);
        Write(Content);
        Assert.Equal(DateTime.UnixEpoch, File.GetLastWriteTimeUtc(Path));
        Assert.Equal([Path], Directory.GetFiles(folder["data"]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100_000)]
    [InlineData(200_000)]
    public void One_other_byte_replaces_it(int at)
    {
        Write(Content);
        byte[] other = [.. Content];
        other[at]++;
        Write(other);
        Assert.Equal(other, File.ReadAllBytes(Path));
    }

    [Fact]
    public void A_write_that_fails_leaves_the_old_content()
    {
        Write(Content);
        Assert.Throws<InvalidOperationException>(() => AtomicFile.ReplacePrivate(Path, stream =>
        {
            stream.Write(Content.AsSpan(0, 70_000));
            throw new InvalidOperationException("half-way");
        }));
        Assert.Equal(Content, File.ReadAllBytes(Path));
        Write([1]);
        Assert.Equal([1], File.ReadAllBytes(Path));
    }

    private void Write(byte[] content) => AtomicFile.ReplacePrivate(Path, stream => stream.Write(content));
}
