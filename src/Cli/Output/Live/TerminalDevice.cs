using System.Runtime.InteropServices;

namespace Basenode.Cli.Output.Live;

/// <summary>The terminal itself: its size, and how it treats what is typed. Not through <see cref="Console"/>, which would leave it in another mode than it was in.</summary>
internal sealed partial class TerminalDevice
{
    private const int Input = 0;
    private const int Output = 1;
    private const nuint AskSize = 0x5413;
    private const int AfterOutputWithoutInput = 2;

    // Of the C library's structure: larger than any, the place of the local flags, and of the array of characters.
    private const int SettingsSize = 256;
    private const int LocalFlags = 12;
    private const int Characters = 17;
    private const int LeastTime = 5;
    private const int LeastCharacters = 6;
    private const uint Lines = 0x2;
    private const uint Echo = 0x8;

    private byte[]? before;

    /// <summary>Its size; null where it tells none.</summary>
    public static (int Columns, int Rows)? Size
    {
        get
        {
            Span<ushort> size = stackalloc ushort[4];
            return Ioctl(Output, AskSize, ref size[0]) == 0 && size[0] > 0 && size[1] > 0 ? (size[1], size[0]) : null;
        }
    }

    /// <summary>What is typed is not shown, and comes key by key. Ctrl-C and Ctrl-Z stay what they are.</summary>
    /// <returns>False when nobody can type, as when input comes from a file.</returns>
    public bool Silence()
    {
        byte[] now = new byte[SettingsSize];
        if (GetSettings(Input, ref now[0]) != 0)
        {
            return false;
        }

        before ??= [.. now];
        uint flags = BitConverter.ToUInt32(now, LocalFlags) & ~(Lines | Echo);
        BitConverter.TryWriteBytes(now.AsSpan(LocalFlags), flags);
        (now[Characters + LeastTime], now[Characters + LeastCharacters]) = (0, 1);
        return SetSettings(Input, AfterOutputWithoutInput, ref now[0]) == 0;
    }

    /// <summary>Puts back how it was before the first <see cref="Silence"/>.</summary>
    public void Restore()
    {
        if (before is not null)
        {
            _ = SetSettings(Input, AfterOutputWithoutInput, ref before[0]);
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, ref ushort size);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, ref byte settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, ref byte settings);
}
