using Basenode.Testing;

namespace Basenode.Faults.Tests.Parts;

/// <summary>A small disk of a test's own, in memory: it can be filled, and made read-only. Where mounting is not allowed, the test is skipped.</summary>
internal sealed class MountedDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private MountedDisk()
    {
    }

    /// <summary>Its folder.</summary>
    public string Path => folder["disk"];

    /// <summary>A path on it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Mounts one of 1 MB.</summary>
    public static async Task<MountedDisk> MountAsync()
    {
        var disk = new MountedDisk();
        Directory.CreateDirectory(disk.Path);
        try
        {
            await MountAsync("-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.Path);
            return disk;
        }
        catch
        {
            disk.folder.Dispose();
            throw;
        }
    }

    /// <summary>Runs <c>mount</c>.</summary>
    public static async Task MountAsync(params string[] arguments)
    {
        (int code, string output) = await ChildProcess.RunAsync(Installed.Require("mount"), arguments);
        if (code != 0)
        {
            throw new NotInstalledException($"mounting is not allowed here: {output.Trim()}");
        }
    }

    /// <summary>Unmounts what is mounted at a path.</summary>
    public static void Unmount(string path)
    {
        using var umount = System.Diagnostics.Process.Start("umount", ["-l", path]);
        umount.WaitForExit();
    }

    /// <summary>Leaves no byte free.</summary>
    public void Fill()
    {
        using var file = new FileStream(this["filler"], FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        byte[] block = new byte[256];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // It is full.
        }
    }

    /// <summary>Has room again.</summary>
    public void Empty() => File.Delete(this["filler"]);

    /// <summary>From now on it cannot be written.</summary>
    /// <param name="how"><c>full</c> or <c>read-only</c>.</param>
    public async Task LockAsync(string how)
    {
        if (how == "full")
        {
            Fill();
            return;
        }

        // A disk with files that are open for writing can be made read-only only for those who open one from now on.
        await MountAsync("--bind", Path, Path);
        await MountAsync("-o", "remount,bind,ro", Path);
    }

    /// <summary>It can be written again.</summary>
    public void Unlock(string how)
    {
        if (how == "full")
        {
            Empty();
        }
        else
        {
            Unmount(Path);
        }
    }

    public void Dispose()
    {
        // Twice where it is read-only still.
        Unmount(Path);
        if (File.ReadAllText("/proc/mounts").Contains($" {Path} ", StringComparison.Ordinal))
        {
            Unmount(Path);
        }

        folder.Dispose();
    }
}
