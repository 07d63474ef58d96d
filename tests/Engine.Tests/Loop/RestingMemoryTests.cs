namespace Basenode.Engine.Tests.Loop;

public sealed class RestingMemoryTests
{
    [Fact]
    public void Memory_is_given_back_when_enough_was_allocated_since_the_last_time()
    {
        long allocated = 9_000_000;
        var memory = new RestingMemory(() => allocated);

        Assert.True(memory.Rest());
        Assert.False(memory.Rest());

        allocated += 8_000_000;
        Assert.False(memory.Rest());

        allocated += 1_000_000;
        WeakReference garbage = Garbage();
        Assert.True(memory.Rest());
        Assert.False(garbage.IsAlive);
    }

    private static WeakReference Garbage() => new(new byte[1000]);
}
