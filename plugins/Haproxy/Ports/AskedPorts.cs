namespace Basenode.Haproxy.Ports;

/// <summary>Which ports templates still ask for. A render asks for all of its ports one after the other, but nobody says when one begins or ends.</summary>
/// <remarks>Asks with no pause between them are one series. What is asked for outside the last series is wanted by nobody any more. Calls must not overlap.</remarks>
internal sealed class AskedPorts(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly Dictionary<int, long> asked = [];
    private long startedAt;
    private long endedAt;
    private bool isOneRender;
    private bool isRenderAsked;

    /// <summary>Whether the last series is one render, as far as one can tell: a port that only an earlier one wanted would be in no later series.</summary>
    public bool IsCertain => isOneRender;

    /// <summary>A port is asked for.</summary>
    /// <param name="answer">Looks for the answer. The time that it takes is no pause.</param>
    public bool Ask(int port, Func<bool> answer)
    {
        long now = time.GetTimestamp();
        if (time.GetElapsedTime(endedAt, now) > Pause)
        {
            (startedAt, isOneRender, isRenderAsked) = (now, isRenderAsked, false);
        }
        else if (IsWanted(port))
        {
            isOneRender = false;
        }

        asked[port] = now;
        bool result = answer();
        endedAt = time.GetTimestamp();
        return result;
    }

    /// <summary>Whether a port was ever asked for.</summary>
    public bool IsKnown(int port) => asked.ContainsKey(port);

    /// <summary>Whether a port was asked for in the last series.</summary>
    public bool IsWanted(int port) => asked.TryGetValue(port, out long at) && at >= startedAt;

    /// <summary>
    /// Whether a further render is needed to tell which ports are still wanted: the last series may have been several renders, or half of one that was interrupted. True once, after
    /// which that render must be asked for.
    /// </summary>
    public bool TakeRenderDue()
    {
        if (isOneRender || isRenderAsked || time.GetElapsedTime(endedAt) <= Pause)
        {
            return false;
        }

        return isRenderAsked = true;
    }
}
