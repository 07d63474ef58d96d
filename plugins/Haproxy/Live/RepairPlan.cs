namespace Basenode.Haproxy.Live;

/// <summary>What makes the running HAProxy's servers those of the file.</summary>
/// <param name="Commands">The commands, in the order in which they are to be given; none when all is as it should be.</param>
/// <param name="Obstacle">Why commands cannot bring all of it about; null when they can. Then none is to be given.</param>
internal sealed record RepairPlan(IReadOnlyList<ServerCommand> Commands, string? Obstacle)
{
    private const int MostNamed = 3;

    /// <summary>What differs, in the words of the commands.</summary>
    public string Differences =>
        string.Join(", ", Commands.Take(MostNamed).Select(command => $"\"{command.Text}\"")) + (Commands.Count > MostNamed ? $" and {Commands.Count - MostNamed} more" : "");
}
