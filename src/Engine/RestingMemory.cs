using System.Runtime.InteropServices;

namespace Basenode.Engine;

/// <summary>Gives memory back when the engine rests: what a start or many changes took would stay with a process that allocates nothing more.</summary>
/// <remarks>Measured with 100 services of 10 instances: 4–6 ms while nothing happens, for 6 MB of garbage and 6 MB that the C library kept.</remarks>
/// <param name="allocated">Bytes that were allocated since the process began. Default: as the runtime counts them.</param>
internal sealed partial class RestingMemory(Func<long>? allocated = null)
{
    // Less is not worth it.
    private const long Worth = 8 * 1024 * 1024;

    // Another C library has no such call.
    private const string Library = "libc.so.6";
    private static readonly bool IsGnu = NativeLibrary.TryLoad(Library, out nint library) && NativeLibrary.TryGetExport(library, "malloc_trim", out _);
    private readonly Func<long> allocated = allocated ?? (() => GC.GetTotalAllocatedBytes());
    private long before;

    /// <summary>Collects, if enough was allocated since the last time. Stops all threads for some milliseconds.</summary>
    /// <returns>Whether it did.</returns>
    public bool Rest()
    {
        long now = allocated();
        if (now - before < Worth)
        {
            return false;
        }

        before = now;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (IsGnu)
        {
            Trim(0);
        }

        return true;
    }

    [LibraryImport(Library, EntryPoint = "malloc_trim")]
    private static partial int Trim(nint keep);
}
