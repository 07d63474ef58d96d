using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Live;

/// <summary>A command that was not done.</summary>
/// <param name="Command">The command.</param>
/// <param name="Problem">Why not.</param>
/// <param name="IsDeadly">Whether HAProxy ended over it.</param>
internal sealed record FailedCommand(ServerCommand Command, SocketReply Problem, bool IsDeadly)
{
    /// <summary>Why there is no use in going on by commands; null when there is. What HAProxy has refused, it would refuse again.</summary>
    /// <param name="next">What is to be done as HAProxy is now.</param>
    public string? ReasonToStop(RepairPlan next) =>
        Problem.Kind is SocketReplyKind.Refused && next.Commands.Any(command => command.Text == Command.Text) ? Problem.Text : null;
}
