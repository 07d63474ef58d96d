using System.Runtime.InteropServices;

namespace Basenode.Haproxy.Tests;

/// <summary>Runs code on a thread that meets files, and so sockets and /proc, as the user nobody. For root alone.</summary>
internal static partial class AsNobody
{
    private const int Nobody = 65_534;

    /// <summary>Runs a function; of an asynchronous one only what comes before its first wait is done as nobody.</summary>
    public static T Run<T>(Func<T> function)
    {
        T? result = default;
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            _ = SetFileSystemUser(Nobody);
            try
            {
                result = function();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("failed as nobody", failure);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(int user);
}
