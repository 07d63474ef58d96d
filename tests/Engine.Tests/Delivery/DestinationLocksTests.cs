using System.Runtime.InteropServices;
using Basenode.Engine.Delivery.Files;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Delivery;

public sealed class DestinationLocksTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void A_released_lock_is_free_although_a_child_process_still_has_a_copy_of_its_descriptor()
    {
        string destination = folder["file"];
        var first = new DestinationLocks();
        first.Take(destination);
        int copy = Dup(DescriptorOf($"{folder.Path}/.file.lock"));

        first.Dispose();
        using var second = new DestinationLocks();
        bool isTaken = second.Take(destination);
        _ = Close(copy);

        Assert.True(isTaken);
    }

    [Fact]
    public void A_held_lock_names_the_process_that_holds_it()
    {
        using var first = new DestinationLocks();
        first.Take(folder["file"]);
        using var second = new DestinationLocks();

        LockHeldException held = Assert.Throws<LockHeldException>(() => second.Take(folder["file"]));

        Assert.Equal($"another basenode (pid {Environment.ProcessId}) writes this file; stop one of the two", held.Message);
    }

    public void Dispose() => folder.Dispose();

    private static int DescriptorOf(string path) => int.Parse(Path.GetFileName(
        Directory.EnumerateFiles("/proc/self/fd").Single(link => new FileInfo(link).LinkTarget == path)));

    [DllImport("libc", EntryPoint = "dup")]
    private static extern int Dup(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
