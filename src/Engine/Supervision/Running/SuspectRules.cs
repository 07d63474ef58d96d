using System.Collections.Immutable;

namespace Basenode.Engine.Supervision.Running;

/// <summary>Decides which code to suspect. Pure functions of what is known and the time.</summary>
internal static class SuspectRules
{
    /// <summary>For code that is suspected again soon after it had survived its test: 10 s, 20 s … 1 minute. An engine that others kill now and then must not leave a proxy without its plugin for long.</summary>
    public static readonly Backoff Again = new(TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), HasJitter: false);

    private static readonly TimeSpan Soon = TimeSpan.FromDays(1);
    private const int MostSuspects = 100;

    /// <summary>The suspects after the end of a process.</summary>
    /// <param name="known">The suspects that were known before.</param>
    /// <param name="past">What the process was running at its end.</param>
    /// <remarks>
    /// What threw the exception that ended the process is guilty; so is what alone was on a thread when somebody called Environment.Exit. Otherwise everything that ran
    /// is suspected, since a process that is killed says nothing.
    /// </remarks>
    public static ImmutableArray<Suspect> AfterEnd(ImmutableArray<Suspect> known, PastRun past, DateTimeOffset now)
    {
        ILookup<NoteMark, NoteLine> lines = past.Lines.ToLookup(line => line.Mark);
        NoteLine[] atExit = [.. lines[NoteMark.AtExit]];
        NoteLine[] accused =
            lines.Contains(NoteMark.Threw) ? [.. lines[NoteMark.Threw]]
            : atExit.Length > 0 ? atExit
            : [.. past.Lines];
        foreach (NoteLine line in accused)
        {
            known = Replace(known, line.Mark switch
            {
                NoteMark.Threw => Guilty(line, $"it ended basenode with an exception that nobody caught: {line.Reason}", now),
                NoteMark.AtExit when atExit.Length == 1 => Guilty(line, "it ended basenode with Environment.Exit", now),
                NoteMark.AtExit => Suspected(known, line, "basenode was ended with Environment.Exit while it ran", now),
                NoteMark.Hung => Suspected(known, line, "it did not return in time and could not be stopped", now),
                _ => Suspected(known, line, "basenode died while it ran", now),
            });
        }

        return known;
    }

    /// <summary>The suspects after one was run in a process of its own.</summary>
    public static ImmutableArray<Suspect> AfterTest(ImmutableArray<Suspect> known, Suspect tested, SuspectTestResult result, DateTimeOffset now) =>
        Replace(known, result.Outcome switch
        {
            SuspectTestOutcome.Survived => tested with { State = SuspectState.Cleared, At = now, UnclearTests = 0, LastTest = "" },
            SuspectTestOutcome.Died => tested with { State = SuspectState.Guilty, At = now, Reason = $"it ended a test process ({result.Words})" },
            _ => tested with
            {
                UnclearTests = tested.UnclearTests + 1,
                TestAt = now + Backoff.Refused.Wait(tested.UnclearTests + 1, Random.Shared),
                LastTest = result.Words,
            },
        });

    private static Suspect Guilty(NoteLine line, string reason, DateTimeOffset now) =>
        new() { Code = line.Code, State = SuspectState.Guilty, Reason = reason, At = now };

    // Somebody else may kill the process twice while innocent code runs, and a test may miss what happens only now and then: so the pause grows, but never becomes permanent.
    private static Suspect Suspected(ImmutableArray<Suspect> known, NoteLine line, string reason, DateTimeOffset now)
    {
        Suspect? before = known.FirstOrDefault(suspect => suspect.Covers(line.Code));
        int times = before is not null && now - before.At < Soon ? before.Times + 1 : 1;
        return before is { IsSkipped: true } ? before : new Suspect
        {
            Code = line.Code,
            State = SuspectState.Untested,
            Reason = reason,
            Times = times,
            At = now,
            TestAt = times == 1 ? now : now + Again.Wait(times - 1, Random.Shared),
        };
    }

    private static ImmutableArray<Suspect> Replace(ImmutableArray<Suspect> known, Suspect changed) =>
        [changed, .. known.Where(suspect => !suspect.Covers(changed.Code)).Take(MostSuspects - 1)];
}
