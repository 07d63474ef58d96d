using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Supervision.Running;

/// <summary>Knows which code of plugins is skipped, and why. May be used from any thread.</summary>
internal sealed class Suspects
{
    // A restart later than this after the one before counts as the first.
    private static readonly TimeSpan Calm = TimeSpan.FromHours(2);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly SuspectFile? file;
    private readonly ILogger log;
    private readonly ConcurrentDictionary<string, (string Newest, string Serving)> contents = new(StringComparer.Ordinal);
    private ImmutableArray<Suspect> known;
    private RetryState? restart;

    private Suspects(TimeProvider time, SuspectFile? file, ILogger log) => (this.time, this.file, this.log, known) = (time, file, log, []);

    /// <summary>Nobody is suspected.</summary>
    public static Suspects None { get; } = new(TimeProvider.System, null, NullLogger.Instance);

    /// <summary>All that are known, cleared ones included.</summary>
    public ImmutableArray<Suspect> Known
    {
        get
        {
            lock (gate)
            {
                return known;
            }
        }
    }

    /// <summary>What is skipped of the plugins that are there.</summary>
    public IReadOnlyList<Suspect> Skipped => [.. Known.Where(suspect => suspect.IsSkipped && IsThere(suspect.Code))];

    /// <summary>Takes the suspects of a data folder over from the process before, and adds those of its end.</summary>
    public static Suspects Open(string dataFolder, PastRun past, TimeProvider time, ILogger log)
    {
        var file = new SuspectFile(dataFolder, isOwn: true, log);
        var suspects = new Suspects(time, file, log);
        (ImmutableArray<Suspect> before, suspects.restart) = file.Load();
        suspects.known = SuspectRules.AfterEnd(before, past, time.GetUtcNow());
        if (!suspects.known.SequenceEqual(before))
        {
            file.Save(suspects.known, suspects.restart);
        }

        suspects.known.ToList().ForEach(suspects.Tell);
        return suspects;
    }

    /// <summary>Reads the suspects of a data folder, for a command that changes nothing there.</summary>
    /// <param name="except">Code that is run nevertheless; null for none.</param>
    public static Suspects Read(string dataFolder, PluginCode? except, TimeProvider time, ILogger log)
    {
        (ImmutableArray<Suspect> all, _) = new SuspectFile(dataFolder, isOwn: false, log).Load();
        return new Suspects(time, null, log) { known = [.. all.Where(suspect => except is not { } code || !suspect.Covers(code))] };
    }

    /// <summary>Why code must not be run; null when it may.</summary>
    public string? Refusal(PluginCode code)
    {
        ImmutableArray<Suspect> all = Known;
        if (all.IsEmpty)
        {
            return null;
        }

        PluginCode whole = WithContent(code);
        return all.FirstOrDefault(suspect => suspect.IsSkipped && suspect.Covers(whole))?.Describe(time.GetUtcNow());
    }

    /// <summary>Code with the content of its plugin's files that serves, where it has none yet, and without the object that is called: what is noted must keep no plugin in memory.</summary>
    public PluginCode WithContent(PluginCode code) => code with
    {
        Version = null,
        Content = code.Content.Length == 0 && contents.TryGetValue(code.Plugin, out (string Newest, string Serving) content) ? content.Serving : code.Content,
    };

    /// <summary>From now on a plugin's code is that of some content of its files.</summary>
    /// <param name="plugin">The plugin's file name.</param>
    /// <param name="newest">The content of its files now.</param>
    /// <param name="serving">That of the version that serves; empty for none.</param>
    public void Serve(string plugin, string newest, string serving) => contents[plugin] = (newest, serving);

    /// <summary>A plugin is there no more.</summary>
    public void Forget(string plugin) => contents.TryRemove(plugin, out _);

    /// <summary>Takes what came of testing a suspect.</summary>
    public void Judge(Suspect tested, SuspectTestResult result)
    {
        lock (gate)
        {
            known = SuspectRules.AfterTest(known, tested, result, time.GetUtcNow());
            file?.Save(known, restart);
            Tell(known[0]);
        }
    }

    /// <summary>Whether the process may replace itself now, to be rid of code that it cannot stop. True counts as done: the pauses between restarts grow.</summary>
    public bool TryRestart(string why)
    {
        lock (gate)
        {
            DateTimeOffset now = time.GetUtcNow();
            if (restart?.IsWaiting(now) is true)
            {
                return false;
            }

            restart = RetryState.After(now - restart?.At < Calm ? restart : null, "", why, Backoff.Refused, now, Random.Shared);
            file?.Save(known, restart);
            return true;
        }
    }

    private void Tell(Suspect suspect)
    {
        if (suspect.IsSkipped && !suspect.IsToldByStage)
        {
            Log.Skipped(log, suspect.Code.ToString(), suspect.Describe(time.GetUtcNow()));
        }
    }

    private bool IsThere(PluginCode code) =>
        contents.TryGetValue(code.Plugin, out (string Newest, string Serving) content)
        && code.Content == (code.Part is PluginPart.Registration ? content.Newest : content.Serving);
}

/// <summary>Skipped code was called. The message says why it is skipped, and until when.</summary>
internal sealed class SkippedCodeException(string reason) : Exception(reason);
