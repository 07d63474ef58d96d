namespace Basenode.Cli;

/// <summary>What the process tells by its exit code.</summary>
internal static class ExitCodes
{
    /// <summary>All is well.</summary>
    public const int Success = 0;

    /// <summary>Something is wrong, and was said.</summary>
    public const int Failure = 1;

    /// <summary><c>preview --exit-code</c>: something would change.</summary>
    public const int WouldChange = 2;

    /// <summary><c>test</c>: there is nothing that could be tested as it was asked for.</summary>
    public const int Usage = 2;

    /// <summary>A fault of basenode's own (EX_SOFTWARE).</summary>
    public const int Unexpected = 70;

    /// <summary>Ended by a signal before the work was done, as a shell would say it for SIGINT.</summary>
    public const int Interrupted = 130;
}
