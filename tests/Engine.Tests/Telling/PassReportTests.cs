using Basenode.Engine.Model;

namespace Basenode.Engine.Tests.Telling;

public sealed class PassReportTests
{
    [Theory]
    [InlineData(TargetOutcome.Applied, TargetOutcome.Unchanged, TargetOutcome.Applied, "first")]
    [InlineData(TargetOutcome.Applied, TargetOutcome.Applied, TargetOutcome.Applied, "last")]
    [InlineData(TargetOutcome.Applied, TargetOutcome.CheckRefused, TargetOutcome.CheckRefused, "last")]
    [InlineData(TargetOutcome.Waiting, TargetOutcome.Unchanged, TargetOutcome.Unchanged, "last")]
    [InlineData(TargetOutcome.RenderFailed, TargetOutcome.Applied, TargetOutcome.Applied, "last")]
    public void What_an_earlier_pass_applied_was_applied(object first, object last, object all, string message)
    {
        PassReport report = Pass((TargetOutcome)last, "last").After(Pass((TargetOutcome)first, "first").After(null));
        Assert.Equal(((TargetOutcome)all, message), (report.Targets[0].Outcome, report.Targets[0].Message));
    }

    private static PassReport Pass(TargetOutcome outcome, string message) =>
        new() { State = ClusterState.Empty, Targets = [new TargetReport { Target = "web", Destination = "/web", Outcome = outcome, Message = message }] };
}
