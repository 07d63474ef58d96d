namespace Basenode.Supervisor;

/// <summary>A supervised program as supervisor sees it.</summary>
/// <param name="Group">Its group; its own name where it has none.</param>
/// <param name="Name">Its name in the group.</param>
/// <param name="State">Supervisor's word for its state.</param>
/// <param name="ProcessId">Its process id; 0 while it does not run.</param>
/// <param name="SpawnError">Why it could not be started; empty when it could.</param>
/// <param name="Description">Supervisor's own line on it, such as <c>Exited too quickly (process log may have details)</c>.</param>
internal sealed record ProgramInfo(string Group, string Name, string State, int ProcessId, string SpawnError, string Description)
{
    /// <summary>The name that supervisor's commands take.</summary>
    public string FullName => Group == Name ? Name : $"{Group}:{Name}";

    /// <summary>It runs, and has for as long as supervisor wants to see.</summary>
    public bool IsRunning => State is "RUNNING";

    /// <summary>It does not run, and supervisor does nothing about it.</summary>
    public bool IsDown => State is "STOPPED" or "EXITED" or "FATAL" or "UNKNOWN";

    /// <summary>Its state with supervisor's reason.</summary>
    public override string ToString()
    {
        string reason = SpawnError.Length > 0 ? SpawnError : Description;
        return reason.Length > 0 ? $"{FullName} is {State} ({reason})" : $"{FullName} is {State}";
    }
}
