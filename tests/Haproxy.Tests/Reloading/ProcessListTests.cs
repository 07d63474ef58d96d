using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Tests.Reloading;

public sealed class ProcessListTests
{
    private const string Reply =
        "#<PID>          <type>          <reloads>       <uptime>        <version>      \n"
        + "7897            master          2 [failed: 1]   0d00h00m03s     2.6.12-1+deb12u4\n"
        + "# workers\n"
        + "7910            worker          1               0d00h00m02s     2.6.12-1+deb12u4\n"
        + "# old workers\n"
        + "7800            worker          2               0d00h10m02s     2.6.12-1+deb12u4\n"
        + "# programs\n"
        + "55              my-program      0               0d00h10m02s     -\n\n";

    [Fact]
    public void The_master_says_what_it_has()
    {
        ProcessList list = ProcessList.Parse(Reply)!;

        Assert.Equal((7897, 2, 1), (list.Master, list.Reloads, list.Failed));
        Assert.Equal([7910], list.Workers);
        Assert.Equal([7800], list.OldWorkers);
        Assert.Equal([7897, 7910, 7800], list.All);
    }

    [Fact]
    public void An_answer_that_was_cut_short_is_none()
    {
        for (int length = 0; length < Reply.Length; length++)
        {
            Assert.Null(ProcessList.Parse(Reply[..length]));
        }
    }

    [Theory]
    [InlineData("Unknown command: 'show proc'\n\n")]
    [InlineData("HTTP/1.1 400 Bad request\n\n")]
    [InlineData("#<PID> <type>\n\n")]
    public void Another_answer_is_none(string reply) => Assert.Null(ProcessList.Parse(reply));

    [Theory]
    [InlineData(1, 0, 10, Verdict.NotYet)] // nothing happened yet
    [InlineData(2, 0, 11, Verdict.Reached)] // a new worker after one more reload
    [InlineData(3, 0, 12, Verdict.Reached)] // and one more by someone else
    [InlineData(2, 1, 10, Verdict.Failed)] // the old worker goes on
    [InlineData(2, 0, 10, Verdict.NotYet)] // counted, but the worker is still the old one
    public void A_reload_is_confirmed_by_count_and_worker(int reloads, int failed, int worker, object expected)
    {
        var before = new ProcessList(1, 1, 1, [10], []);

        Assert.Equal(expected, MasterReload.Judge(before, new ProcessList(1, reloads, failed, [worker], [])));
    }

    [Fact]
    public void A_new_master_with_a_worker_has_read_the_new_file()
    {
        var before = new ProcessList(1, 5, 0, [10], []);

        Assert.Equal(Verdict.Reached, MasterReload.Judge(before, new ProcessList(2, 0, 0, [20], [])));
        Assert.Equal(Verdict.NotYet, MasterReload.Judge(before, new ProcessList(2, 0, 0, [], [])));
    }
}
