using System.Runtime.InteropServices;
using System.Text;

namespace Basenode.Cli.Output.Live;

/// <summary>The terminal itself: its size, and how it treats what is typed. Not through <see cref="Console"/>, which would leave it in another mode than it was in.</summary>
internal sealed partial class TerminalDevice
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Stop = 19;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const nuint AskSize = 0x5413;
    private const int AtOnce = 0;

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

    /// <summary>Whether a shell would see this process sleep, and could wake it: as in a person's shell, and not as the only program of a container.</summary>
    public static bool HasShell
    {
        get
        {
            int parent = ParentId();
            return SessionOf(parent) == SessionOf(0) && GroupOf(parent) != GroupOf(0);
        }
    }

    /// <summary>Sleeps until somebody wakes the process.</summary>
    public static void Sleep() => _ = Raise(Stop);

    /// <summary>Writes a text in one piece, as far as the terminal takes it. A terminal that is gone is no error here: its signal ends the process.</summary>
    public static void Write(string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text);
        while (rest.Length > 0)
        {
            nint written = Write(Output, in rest[0], rest.Length);
            if (written < 0 && Marshal.GetLastPInvokeError() is not (Interrupted or TryAgain))
            {
                return;
            }

            rest = rest[(int)Math.Max(0, written)..];
        }
    }

    /// <summary>Waits for a key.</summary>
    /// <returns>What the terminal sends for it; empty when nothing will be typed any more.</returns>
    public static string ReadKey()
    {
        Span<byte> typed = stackalloc byte[64];
        nint read;
        do
        {
            read = Read(Input, ref typed[0], typed.Length);
        }
        while (read < 0 && Marshal.GetLastPInvokeError() == Interrupted);

        return Encoding.ASCII.GetString(typed[..(int)Math.Max(0, read)]);
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
        return SetSettings(Input, AtOnce, ref now[0]) == 0;
    }

    /// <summary>Puts back how it was before the first <see cref="Silence"/>.</summary>
    public void Restore()
    {
        if (before is not null)
        {
            _ = SetSettings(Input, AtOnce, ref before[0]);
        }
    }

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, ref byte buffer, nint length);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int ParentId();

    [LibraryImport("libc", EntryPoint = "getsid")]
    private static partial int SessionOf(int process);

    [LibraryImport("libc", EntryPoint = "getpgid")]
    private static partial int GroupOf(int process);

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, in byte buffer, nint length);

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Ioctl(int descriptor, nuint request, ref ushort size);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetSettings(int descriptor, ref byte settings);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetSettings(int descriptor, int when, ref byte settings);
}
