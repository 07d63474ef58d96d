namespace Basenode.Engine.Supervision;

/// <summary>What came of running a suspect in a process of its own.</summary>
/// <param name="Outcome">Whether the process lived.</param>
/// <param name="Words">What was seen of its end, for people; empty when it lived.</param>
internal sealed record TestResult(TestOutcome Outcome, string Words = "");

/// <summary>How a test of a suspect ended.</summary>
internal enum TestOutcome
{
    /// <summary>The code ran and the process lived.</summary>
    Survived,

    /// <summary>The code ended the process.</summary>
    Died,

    /// <summary>The code did not return, or the test could not be made: that proves nothing, and may be otherwise later.</summary>
    Unclear,
}
