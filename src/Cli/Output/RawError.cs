using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Basenode.Cli.Output;

/// <summary>Writes to the standard error stream with what the runtime has loaded anyway, for when nothing more can be loaded.</summary>
internal static class RawError
{
    private const int Descriptor = 2;

    /// <summary>Writes a text as it is.</summary>
    public static void Write(string text)
    {
        using var handle = new SafeFileHandle(Descriptor, ownsHandle: false);
        using var stream = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }
}
