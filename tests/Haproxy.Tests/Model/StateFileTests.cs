using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Tests.Model;

public sealed class StateFileTests
{
    private const string Reads = "defaults\n  load-server-state-from-file global\nbackend a\nlisten b\nbackend c\n  load-server-state-from-file none\ndefaults x\nbackend d from x\n";

    [Theory]
    [InlineData("global\n  server-state-file /var/states\n", "/var/states: a b")]
    [InlineData("global\n  server-state-base /var\n  server-state-file states\n", "/var/states: a b")]
    [InlineData("global\n  server-state-file states\n", null)]
    [InlineData("global\n  server-state-file \"/var/$X\"\n", null)]
    [InlineData("", null)]
    public void The_file_and_the_backends_that_read_it_are_found(string global, string? found) =>
        Assert.Equal(found, StateFile.Of([HaproxyFile.Parse(global + Reads)]) is { } file ? $"{file.Path}: {string.Join(' ', file.Backends.Order())}" : null);

    [Fact]
    public void A_file_that_no_backend_reads_is_none() => Assert.Null(StateFile.Of([HaproxyFile.Parse("global\n  server-state-file /var/states\nbackend a\n")]));
}
