using Basenode.Haproxy.Ports;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Haproxy.Tests.Ports;

public sealed class AskedPortsTests
{
    private readonly FakeTimeProvider time = new();
    private readonly AskedPorts asked;

    public AskedPortsTests() => asked = new AskedPorts(time);

    [Fact]
    public void A_slow_answer_parts_no_render()
    {
        asked.Ask(1, () => Slow(3));
        asked.Ask(2, () => Slow(0));

        Assert.True(asked.IsWanted(1));
        Assert.True(asked.IsWanted(2));
    }

    [Fact]
    public void What_the_next_render_does_not_ask_for_is_wanted_no_more()
    {
        Render(1, 2);
        Slow(3);
        Render(2);

        Assert.False(asked.IsWanted(1));
        Assert.True(asked.IsWanted(2));
    }

    [Fact]
    public void Renders_that_follow_each_other_closely_need_one_more()
    {
        Render(1, 2);
        Slow(1);
        Render(2);
        Assert.True(asked.IsWanted(1));
        Assert.False(asked.TakeRenderDue());
        Slow(3);

        Assert.True(asked.TakeRenderDue());
        Assert.False(asked.TakeRenderDue());
        Assert.False(asked.IsCertain);
        Render(2);

        Assert.False(asked.IsWanted(1));
        Assert.True(asked.IsCertain);
        Slow(3);
        Assert.False(asked.TakeRenderDue());
    }

    [Fact]
    public void A_render_that_was_interrupted_is_asked_for_again()
    {
        Render(1);
        Slow(3);
        Render(2);
        Assert.False(asked.IsWanted(1));
        Slow(3);

        Assert.True(asked.TakeRenderDue());
        Render(1, 2);

        Assert.True(asked.IsWanted(1));
    }

    private void Render(params int[] ports) => Array.ForEach(ports, port => asked.Ask(port, () => Slow(0)));

    private bool Slow(int seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        return true;
    }
}
