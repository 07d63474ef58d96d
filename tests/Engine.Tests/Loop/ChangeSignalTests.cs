using Basenode.Engine.Supervision;

namespace Basenode.Engine.Tests.Loop;

public sealed class ChangeSignalTests
{
    private readonly ChangeSignal signal = new();

    [Fact]
    public void Reports_of_thousands_of_deliveries_leave_room_for_a_reason()
    {
        for (int i = 0; i < 5_000; i++)
        {
            signal.RaiseReport();
        }

        signal.Raise("service web");

        Assert.Equal(["service web"], signal.Take());
    }

    [Fact]
    public async Task Each_report_wakes_after_the_one_before_was_taken()
    {
        for (int i = 0; i < 3; i++)
        {
            signal.RaiseReport();
            Assert.True(await signal.WaitAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None));
            Assert.Empty(signal.Take());
            Assert.False(await signal.WaitAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_report_that_found_no_room_does_not_silence_the_next_one()
    {
        for (int i = 0; i < 5_000; i++)
        {
            signal.Raise($"service {i}");
        }

        signal.RaiseReport();
        Assert.Equal(1_000, signal.Take().Count);
        signal.RaiseReport();

        Assert.True(await signal.WaitAsync(TimeSpan.Zero, TimeProvider.System, CancellationToken.None));
    }
}
