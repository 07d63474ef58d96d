using Basenode.Engine.FileSystem;
using Basenode.Testing;

namespace Basenode.Engine.Tests.FileSystem;

public sealed class RealPathTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Links_of_files_and_of_folders_are_followed()
    {
        string file = folder.Write("real/web.sbn", "");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), Path.Combine(folder.Path, "real"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "real", "again.sbn"), "web.sbn");

        Assert.Equal(RealPath.Of(file), RealPath.Of(Path.Combine(folder.Path, "link/../link/again.sbn")));
    }

    [Fact]
    public void A_path_that_leads_nowhere_has_none()
    {
        File.CreateSymbolicLink(Path.Combine(folder.Path, "broken"), "absent");
        Assert.Null(RealPath.Of(Path.Combine(folder.Path, "broken")));
        Assert.Null(RealPath.Of(Path.Combine(folder.Path, new string('a', 5000))));
    }

    [Theory]
    [InlineData("/etc/basenode/a", "/etc/basenode", true)]
    [InlineData("/etc/basenode/a", "/etc/basenode/", true)]
    [InlineData("/etc/basenode2/a", "/etc/basenode", false)]
    [InlineData("/etc/basenode", "/etc/basenode", false)]
    [InlineData("/a", "/", true)]
    public void Inside_is_below(string path, string below, bool isInside) => Assert.Equal(isInside, RealPath.IsInside(path, below));
}
