namespace Basenode.Supervisor;

/// <summary>Supervisor could not be asked, or said no. Stays inside this plugin: an action turns it into its result.</summary>
/// <param name="message">What a person needs to know.</param>
/// <param name="fault">The number of supervisor's fault; 0 when it was not supervisor that answered.</param>
internal sealed class SupervisorException(string message, int fault = 0, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The program has ended within the moment of its start; supervisor may try it again.</summary>
    public const int SpawnError = 50;

    /// <summary>The program runs already, or supervisor is about to start it again.</summary>
    public const int AlreadyStarted = 60;

    /// <summary>The program does not run.</summary>
    public const int NotRunning = 70;

    /// <summary>The number of supervisor's fault.</summary>
    public int Fault => fault;
}
