using System.Collections.Immutable;
using System.Text;

namespace Basenode.Engine.Supervision;

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
