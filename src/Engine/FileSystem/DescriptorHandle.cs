using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Basenode.Engine.FileSystem;

/// <summary>An open file descriptor, closed with the object.</summary>
internal sealed class DescriptorHandle(int descriptor) : IDisposable
{
    private readonly SafeFileHandle handle = new(descriptor, ownsHandle: true);

    /// <summary>The number, valid until this is disposed.</summary>
    public int Descriptor => descriptor;

    /// <summary>Whether opening failed.</summary>
    public bool IsInvalid => descriptor < 0;

    /// <summary>Replaces the file's content.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        RandomAccess.SetLength(handle, 0);
        RandomAccess.Write(handle, content, 0);
    }

    /// <summary>The beginning of the file, which is short.</summary>
    public string Read()
    {
        byte[] content = new byte[64];
        return Encoding.ASCII.GetString(content, 0, RandomAccess.Read(handle, content, 0));
    }

    public void Dispose() => handle.Dispose();
}
