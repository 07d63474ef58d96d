using System.Runtime.InteropServices;
using Basenode.Haproxy.Model;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Live;

/// <summary>Writes the file from which a new worker takes the states of servers, for the moment of a reload.</summary>
/// <remarks>
/// After the reload nothing is left in it: whoever reloads or starts HAProxy later must not bring back states of long ago. What is in it is whole at any time, and readable to all,
/// since HAProxy and the check run as other users.
/// </remarks>
internal sealed partial class StateFileWriter(ILogger log)
{
    private const UnixFileMode AllRead = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private string? told;

    /// <summary>Writes what is to be carried over.</summary>
    /// <returns>Whether it was written.</returns>
    public bool Write(StateFile file, CarriedState? carried) =>
        TryWrite(file, string.Concat((carried?.ForNextWorker ?? []).Where(row => file.Backends.Contains(row.Key.Backend)).Select(row => $"{row.Line}\n")), carried?.Header ?? "");

    /// <summary>Empties it: HAProxy reads it, and finds nothing.</summary>
    public void Clear(StateFile file) => TryWrite(file, "", "");

    private bool TryWrite(StateFile file, string rows, string header)
    {
        string candidate = $"{file.Path}.{Guid.NewGuid():N}";
        try
        {
            using (var stream = new StreamWriter(candidate, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = AllRead }))
            {
                stream.Write($"1\n{(header.Length == 0 ? "#" : header)}\n{rows}");
            }

            File.SetUnixFileMode(candidate, AllRead);
            return Rename(candidate, file.Path) == 0 ? true : throw new IOException(Marshal.GetLastPInvokeErrorMessage());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(candidate);
            if (told != exception.Message)
            {
                log.StateFileNotWritten(file.Path, exception.Message);
                told = exception.Message;
            }

            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
