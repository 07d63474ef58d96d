namespace Basenode.Engine;

/// <summary>
/// Decides when the next pass may start. A change after a calm renders at once; further ones are gathered until none came for a
/// while, but not for ever. Has no clock of its own: it is told the time.
/// </summary>
/// <param name="quiet">How long it must have been quiet.</param>
/// <param name="max">The longest that a change may wait.</param>
internal sealed class Debounce(TimeSpan quiet, TimeSpan max)
{
    private DateTimeOffset lastPass = DateTimeOffset.MinValue;
    private DateTimeOffset? first;
    private DateTimeOffset last;

    /// <summary>A change came.</summary>
    public void Changed(DateTimeOffset now)
    {
        first ??= now;
        last = now;
    }

    /// <summary>When the gathered changes may be rendered; null while there are none.</summary>
    public DateTimeOffset? DueAt
    {
        get
        {
            if (first is not { } start)
            {
                return null;
            }

            if (start - lastPass >= quiet)
            {
                return start;
            }

            return last + quiet < start + max ? last + quiet : start + max;
        }
    }

    /// <summary>A pass took all changes up to now.</summary>
    public void Passed(DateTimeOffset now)
    {
        lastPass = now;
        first = null;
    }
}
