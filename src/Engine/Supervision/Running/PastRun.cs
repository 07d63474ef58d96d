using System.Collections.Immutable;
using System.Text;

namespace Basenode.Engine.Supervision.Running;

/// <summary>What the process before was running when it ended. Nothing after an orderly end.</summary>
internal sealed record PastRun(ImmutableArray<NoteLine> Lines)
{
    /// <summary>The process before ended in an orderly way, or there was none.</summary>
    public static PastRun Orderly { get; } = new([]);

    /// <summary>Reads a note. Damaged lines are passed over: what is not known cannot be suspected.</summary>
    public static PastRun Parse(ReadOnlySpan<byte> note)
    {
        var lines = ImmutableArray.CreateBuilder<NoteLine>();
        for (int start = 0; start + NoteLine.Length <= note.Length; start += NoteLine.Length)
        {
            if (NoteLine.Parse(Encoding.UTF8.GetString(note.Slice(start, NoteLine.Length))) is { } line)
            {
                lines.Add(line);
            }
        }

        return new PastRun(lines.ToImmutable());
    }
}

/// <summary>One line of the note about what is running: a piece of code, and what is known about it.</summary>
/// <param name="Mark">What is known.</param>
/// <param name="Code">The code, with the content of its plugin's files.</param>
/// <param name="Reason">What was seen of a culprit; empty for others.</param>
internal sealed record NoteLine(NoteMark Mark, PluginCode Code, string Reason = "")
{
    /// <summary>The length of every line in bytes: the longest file name and some text.</summary>
    public const int Length = 512;

    /// <summary>A line without code.</summary>
    public static byte[] Free { get; } = Line("-");

    /// <summary>The line's bytes. What does not fit is cut off at the end, where the least important stands.</summary>
    public byte[] ToBytes() =>
        Line($"{(char)Mark}\t{Code.Part}\t{Clean(Code.Content)}\t{Clean(Code.Plugin)}\t{Clean(Code.Name)}\t{Clean(Reason)}");

    /// <summary>Reads a line; null for one without code and for a damaged one.</summary>
    public static NoteLine? Parse(string line)
    {
        // A long name may have cut off what stands behind it.
        string[] fields = line.TrimEnd('\n', ' ', '\0').Split('\t');
        return fields.Length >= 5 && fields[0].Length == 1 && Enum.IsDefined((NoteMark)(byte)fields[0][0])
            && Enum.TryParse(fields[1], out PluginPart part) && Enum.IsDefined(part) && fields[3].Length > 0
            ? new NoteLine((NoteMark)(byte)fields[0][0], new PluginCode(fields[3], part, fields[4]) { Content = fields[2] }, fields.ElementAtOrDefault(5) ?? "")
            : null;
    }

    private static string Clean(string text) => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');

    private static byte[] Line(string text)
    {
        byte[] line = new byte[Length];
        line.AsSpan().Fill((byte)' ');
        Encoding.UTF8.GetEncoder().Convert(text, line.AsSpan(0, Length - 1), flush: true, out _, out _, out _);
        line[^1] = (byte)'\n';
        return line;
    }
}

/// <summary>What the note knows about code, as the first letter of its line.</summary>
internal enum NoteMark : byte
{
    /// <summary>It runs.</summary>
    Running = (byte)'r',

    /// <summary>It did not return within its limit, and still runs.</summary>
    Hung = (byte)'h',

    /// <summary>It was on a thread when somebody called <c>Environment.Exit</c>.</summary>
    AtExit = (byte)'x',

    /// <summary>It threw the exception that ended the process.</summary>
    Threw = (byte)'t',
}
