using Basenode.Engine.Cluster.Consul;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Cluster.Consul;

public sealed class WatchRoomTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly KeptLog log = new();

    [Theory]
    [InlineData(200, 10_000, 128, 140)]
    [InlineData(200, 20, 20, 32)]
    [InlineData(4_000, 10_000, 3_928, 3_940)]
    [InlineData(50, 10_000, 0, -10)]
    public void The_agents_limit_and_the_setting_say_how_many_there_may_be(int limit, int most, int services, int all)
    {
        WatchRoom room = Room(most);
        (room.IsNew, room.AgentLimit) = (false, limit);

        Assert.Equal((services, all), (room.Services, room.Left(0)));
        Assert.Equal(all - 30, room.Left(30));
    }

    [Fact]
    public void An_engine_that_has_just_started_has_few() => Assert.Equal(40, Room().Services);

    [Fact]
    public void A_wait_is_short_at_first_and_grows_with_age()
    {
        WatchRoom room = Room();
        var waits = new List<double>();
        foreach (int seconds in (int[])[0, 4, 6, 10, 40, 1_000])
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            waits.Add(room.Wait.TotalSeconds);
        }

        Assert.Equal([2, 2, 5, 10, 30, 30], waits);
    }

    [Fact]
    public void What_earlier_processes_left_takes_room_until_its_time_is_over()
    {
        Held().Note(100, TimeSpan.FromSeconds(10));
        Held().Note(30, TimeSpan.FromSeconds(4));
        WatchRoom room = Room();
        room.IsNew = false;

        Assert.Equal(10, room.Left(0));
        time.Advance(TimeSpan.FromSeconds(13));
        Assert.Equal(140, room.Left(0));
        Assert.Equal(140, RoomLater().Left(0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("many soon")]
    [InlineData("100 99999999999999")]
    [InlineData("100 1")]
    public void A_note_that_nobody_can_read_and_one_that_is_over_say_nothing(string text)
    {
        folder.Write("note", text);

        Assert.Equal((0, TimeSpan.Zero), (Held().Earlier, Held().EarlierFor));
    }

    [Fact]
    public void A_note_that_cannot_be_written_is_told_once()
    {
        folder.Write("file", "");
        var held = new HeldConnections(folder["file/note"], time, log);
        held.Note(1, TimeSpan.FromSeconds(1));
        held.Note(2, TimeSpan.FromSeconds(1));

        Assert.Single(log.Of(1021));
    }

    public void Dispose() => folder.Dispose();

    private HeldConnections Held() => new(folder["note"], time, log);

    private WatchRoom Room(int most = 10_000) => new(most, Held(), new ConsulTimings(), time);

    private WatchRoom RoomLater()
    {
        WatchRoom room = Room();
        room.IsNew = false;
        return room;
    }
}
