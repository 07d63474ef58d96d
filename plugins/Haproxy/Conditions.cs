using Basenode.Plugins;

namespace Basenode.Haproxy;

/// <summary>What is wrong with an HAProxy that nevertheless uses its file.</summary>
internal sealed class Conditions
{
    /// <summary>Why no command can be given; null when they can.</summary>
    public string? Socket { get; set; }

    /// <summary>What differs from the file and cannot be put right; null for nothing.</summary>
    public string? Difference { get; set; }

    /// <summary>Which listeners are left out; null for none.</summary>
    public string? Ports { get; set; }

    /// <summary>Tells the engine.</summary>
    public void Tell(ReloadChange change)
    {
        string[] all = [.. ((string?[])[Socket, Difference, Ports]).OfType<string>()];
        change.Tell(all.Length == 0 ? ProgramCondition.Good : ProgramCondition.Degraded(string.Join("; ", all)));
    }
}
