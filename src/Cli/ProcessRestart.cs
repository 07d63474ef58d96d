using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Basenode.Cli;

/// <summary>Puts a new process of the same program and arguments in this one's place: the process id stays, so that whoever watches over it notices nothing.</summary>
/// <remarks>The only way to be rid of a thread that does not return; see <see cref="Engine.Daemon.AsksForRestart"/>.</remarks>
internal static partial class ProcessRestart
{
    /// <summary>Does not return when it succeeds. All threads end; files, sockets and locks are closed, since none is inherited.</summary>
    /// <exception cref="Win32Exception">The system refused; the process goes on.</exception>
    public static void Replace()
    {
        string[] arguments = File.ReadAllText("/proc/self/cmdline").Split('\0');
        Execute("/proc/self/exe", [.. arguments[..^1], null]);
        throw new Win32Exception();
    }

    [LibraryImport("libc", EntryPoint = "execv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Execute(string program, string?[] arguments);
}
