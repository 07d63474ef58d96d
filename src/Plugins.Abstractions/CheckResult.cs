namespace Basenode.Plugins;

/// <summary>The verdict on a candidate.</summary>
public sealed record CheckResult
{
    private CheckResult(bool accepted, string message) => (Accepted, Message) = (accepted, message);

    /// <summary>The candidate may be put in place.</summary>
    public static CheckResult Accept { get; } = new(true, "");

    /// <summary>Whether the candidate may be put in place.</summary>
    public bool Accepted { get; }

    /// <summary>Why it was refused: what a person needs to mend it, mostly the program's own words. Empty when accepted.</summary>
    public string Message { get; }

    /// <summary>The candidate must not be put in place.</summary>
    /// <param name="message">Why; may have several lines.</param>
    public static CheckResult Refuse(string message) => new(false, message);
}
