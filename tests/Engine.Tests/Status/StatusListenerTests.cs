using Basenode.Engine.Status;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Status;

public sealed class StatusListenerTests
{
    [Fact]
    public async Task Of_engines_that_look_at_the_same_moment_one_alone_takes_the_place()
    {
        using var folder = new TemporaryFolder();
        string path = folder["status.sock"];
        for (int round = 0; round < 200; round++)
        {
            using var first = new StatusListener(path, 8);
            using var second = new StatusListener(path, 8);
            using var start = new Barrier(2);
            string?[] problems = await Task.WhenAll(new[] { first, second }.Select(listener => Task.Run(() =>
            {
                start.SignalAndWait();
                return listener.TryListenAsync(CancellationToken.None);
            })));

            Assert.Single(problems, problem => problem is null);
            Assert.Single(problems, problem => problem?.Contains("its own data folder", StringComparison.Ordinal) == true);
            Assert.True(problems[0] is null ? first.IsInPlace : second.IsInPlace);
        }
    }
}
