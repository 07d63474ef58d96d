using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Testing;

namespace Basenode.Engine.Tests.FileSystem;

public sealed class OpenFileLimitTests
{
    private const string Table = """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             63357                63357                processes
        Max open files            {0}                   1048576              files
        Max locked memory         8388608              8388608              bytes
        """;

    [Theory]
    [InlineData("1024", 1024)]
    [InlineData("64", 64)]
    [InlineData("unlimited", null)]
    public void The_soft_limit_is_read_from_the_kernels_table(string text, int? expected) =>
        Assert.Equal(expected, OpenFileLimit.Parse(string.Format(null, Table, text)));

    [Fact]
    public void This_process_has_one_or_none() => Assert.InRange(OpenFileLimit.Read() ?? int.MaxValue, 64, int.MaxValue);

    [Fact]
    public void Too_low_a_limit_is_told_with_the_number_needed()
    {
        Assert.Equal(
            "the limit of open files is 64; basenode needs at least 256 (raise it with ulimit -n, systemd's LimitNOFILE, or supervisor's minfds)",
            OpenFileLimit.Problem(64));
        Assert.NotNull(OpenFileLimit.Problem(255));
        Assert.Null(OpenFileLimit.Problem(256));
        Assert.Null(OpenFileLimit.Problem(null));
    }

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData(1024, 768)]
    [InlineData(384, 128)]
    [InlineData(383, 127)]
    [InlineData(256, 0)]
    public void Direct_watches_are_lowered_to_what_fits_and_that_is_told(int? limit, int expected)
    {
        var log = new RecordingLog();
        Assert.Equal(expected, OpenFiles.Fit(new ConsulSettings(), limit, log).DirectWatches);
        Assert.Equal(expected >= 128 ? [] : [$"Warning: The limit of open files is {limit}: only {expected} queries get a watch of their own instead of 128; "
            + "changes of the others are seen later. Raise the limit to 384 (ulimit -n, systemd's LimitNOFILE, supervisor's minfds)"], log.Lines);
    }
}
