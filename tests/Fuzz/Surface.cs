using System.Text;

namespace Basenode.Fuzz;

/// <summary>A place where bytes from outside become the engine's own records.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Seeds">Valid inputs, from which others are made.</param>
/// <param name="ReadAsync">Reads an input with the product's code. Whatever it throws is a finding: a clear error is a value, or is caught here by its type.</param>
internal sealed record Surface(string Name, IReadOnlyList<byte[]> Seeds, Func<byte[], Task> ReadAsync)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private const long MostMemory = 512L << 20;

    /// <summary>Starts what it needs, which counts for no input.</summary>
    public Func<Task> PrepareAsync { get; init; } = () => Task.CompletedTask;

    /// <summary>One that reads at once.</summary>
    public static Surface Of(string name, Action<byte[]> read, params string[] seeds) => new(name, [.. seeds.Select(Encoding.UTF8.GetBytes)], input =>
    {
        read(input);
        return Task.CompletedTask;
    });

    /// <summary>Reads an input within the limits of time and memory.</summary>
    /// <exception cref="FuzzException">It threw, took too long, or took too much.</exception>
    public async Task TryAsync(byte[] input)
    {
        await PrepareAsync();
        long before = GC.GetTotalAllocatedBytes();
        try
        {
            await Task.Run(() => ReadAsync(input)).WaitAsync(Longest);
        }
        catch (TimeoutException error)
        {
            throw new FuzzException($"{Name}: no end within {Longest.TotalSeconds} s", error);
        }
        catch (Exception error) when (error is not FuzzException)
        {
            throw new FuzzException($"{Name}: {error.GetType().Name}: {error.Message}", error);
        }

        long taken = GC.GetTotalAllocatedBytes() - before;
        if (taken > MostMemory)
        {
            throw new FuzzException($"{Name}: {input.Length} bytes of input took {taken >> 20} MiB");
        }
    }
}
