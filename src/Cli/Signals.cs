using System.Runtime.InteropServices;

namespace Basenode.Cli;

/// <summary>SIGTERM, SIGINT and SIGQUIT: the first asks for an orderly end, a second one ends at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] registrations;
    private int seen;

    /// <summary>Starts to listen.</summary>
    public Signals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Handle),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        stop.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref seen) > 1)
        {
            Environment.Exit(signal.Signal is PosixSignal.SIGTERM ? 143 : ExitCodes.Interrupted);
        }

        stop.Cancel();
    }
}
