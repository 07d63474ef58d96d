using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Delivery.Files;

/// <summary>The locks next to the destinations, so that two engines never write one file. Held until the engine ends; the lock files stay.</summary>
internal sealed class DestinationLocks : IDisposable
{
    // Lanes and passes take locks at the same time.
    private readonly ConcurrentDictionary<string, DescriptorHandle> held = new(StringComparer.Ordinal);

    /// <summary>Takes the lock of a destination, unless it is held already.</summary>
    /// <returns>Whether it was taken just now.</returns>
    /// <exception cref="IOException">Another engine has it, or it cannot be made.</exception>
    public bool Take(string destination)
    {
        if (held.ContainsKey(destination))
        {
            return false;
        }

        string path = Path.Join(Path.GetDirectoryName(destination), $".{Path.GetFileName(destination)}.lock");
        DescriptorHandle handle = Native.TakeLock(path, out string holder) ?? throw new LockHeldException($"another basenode (pid {holder.Trim()}) writes this file; stop one of the two");
        handle.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n")));
        held[destination] = handle;
        return true;
    }

    /// <summary>Lets go of all destinations but these.</summary>
    public void KeepOnly(IReadOnlySet<string> destinations)
    {
        foreach (string destination in held.Keys.Where(destination => !destinations.Contains(destination)).ToArray())
        {
            if (held.TryRemove(destination, out DescriptorHandle? handle))
            {
                Native.ReleaseLock(handle);
            }
        }
    }

    public void Dispose() => KeepOnly(new HashSet<string>());
}

/// <summary>Another engine writes the same destination.</summary>
internal sealed class LockHeldException(string message) : IOException(message);
