using Basenode.Plugins;

namespace Basenode.Haproxy.Checking;

/// <summary>Makes the checks that were skipped, when the change has reached the traffic: what HAProxy refuses then is refused.</summary>
/// <remarks>
/// After a calm each such change is checked before it is confirmed. In a burst of changes checks take no more than a tenth of the time; the newest content is checked
/// when the burst is over, or pauses.
/// </remarks>
/// <param name="cache">What was skipped; null where nothing ever is.</param>
internal sealed class SkippedChecks(ConfigurationTest test, CheckCache? cache, TimeProvider time)
{
    private const int Share = 10;
    private long lastEnd;
    private TimeSpan lastTook;

    /// <summary>Whether the check of a content in place was skipped and not made since.</summary>
    public bool AreDue(ReloadChange change) => cache is not null && change.Targets.Any(target => cache.IsUnchecked(target.Destination, target.NewContent));

    /// <summary>Makes the checks that are due.</summary>
    /// <param name="always">Also where the last one ended only just now.</param>
    /// <returns>HAProxy's words when it refuses; null when it accepts, or when nothing was asked.</returns>
    public async Task<string?> RefusalAsync(ReloadChange change, bool always, CancellationToken cancellationToken)
    {
        if (!AreDue(change) || (!always && time.GetElapsedTime(lastEnd) < Share * lastTook))
        {
            return null;
        }

        long start = time.GetTimestamp();
        try
        {
            foreach (TargetChange target in change.Targets.Where(target => cache!.IsUnchecked(target.Destination, target.NewContent)))
            {
                TestVerdict verdict = await test.RunAsync(target.NewContent, target.Destination, cancellationToken);
                if (!verdict.IsValid)
                {
                    cache!.Forget(target.Destination);
                    return verdict.Words;
                }

                cache!.Remember(target.Destination, target.NewContent);
            }
        }
        catch (Exception exception) when (exception is InvalidOperationException or FileNotFoundException)
        {
            // The check could not be made, and stays due.
        }
        finally
        {
            (lastEnd, lastTook) = (time.GetTimestamp(), time.GetElapsedTime(start));
        }

        return null;
    }
}
