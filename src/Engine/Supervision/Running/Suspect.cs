namespace Basenode.Engine.Supervision.Running;

/// <summary>Code of a plugin that may have ended a process, in one version of its plugin.</summary>
internal sealed record Suspect
{
    /// <summary>The code, with the content of its plugin's files.</summary>
    public required PluginCode Code { get; init; }

    /// <summary>What is known about it.</summary>
    public required SuspectState State { get; init; }

    /// <summary>Why it is suspected, as the end of a sentence that begins with "because": <c>basenode died while it ran</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>How many times in a row it was suspected, with tests that it survived in between.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How many tests in a row had no clear result.</summary>
    public int UnclearTests { get; init; }

    /// <summary>How the last test without a clear result ended; empty when there was none.</summary>
    public string LastTest { get; init; } = "";

    /// <summary>Since when the state is what it is.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When code that is not tested yet may be tested.</summary>
    public DateTimeOffset TestAt { get; init; }

    /// <summary>Whether it is not run.</summary>
    public bool IsSkipped => State is not SuspectState.Cleared;

    /// <summary>Whether its stage reports with each pass that it is skipped. Other code runs only when something changes.</summary>
    public bool IsToldByStage => Code.Part is PluginPart.Registration or PluginPart.Variables;

    /// <summary>Whether code is that of the suspect. Checks, reloads, contents and functions of one plugin share their code, so they are suspected together.</summary>
    /// <param name="code">With the content of its plugin's files.</param>
    public bool Covers(PluginCode code) =>
        code.Plugin == Code.Plugin && code.Part == Code.Part && code.Content == Code.Content && (code.Part is not PluginPart.Variables || code.Name == Code.Name);

    /// <summary>Until when it is skipped, and why: <c>skipped until it is edited, because it ended basenode with Environment.Exit</c>.</summary>
    public string Describe(DateTimeOffset now) => State switch
    {
        SuspectState.Guilty => $"skipped until it is edited, because {Reason}",
        _ when TestAt > now => FormattableString.Invariant($"skipped until its test at {TestAt:yyyy-MM-dd HH:mm:ss}Z, because {Reason}{Test}"),
        _ => $"skipped until it is tested, because {Reason}{Test}",
    };

    private string Test => LastTest.Length > 0 ? $" (its last test: {LastTest})" : "";
}

/// <summary>What is known about a suspect.</summary>
internal enum SuspectState
{
    /// <summary>It is skipped until it is tested in a process of its own.</summary>
    Untested,

    /// <summary>It was seen to end a process: it is skipped until its plugin is edited.</summary>
    Guilty,

    /// <summary>It survived the test and runs. It is remembered, in case that it is suspected again.</summary>
    Cleared,
}
