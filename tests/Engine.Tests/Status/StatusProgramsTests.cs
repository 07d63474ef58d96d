using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Status;
using Basenode.Engine.Supervision;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Engine.Tests.Status;

/// <summary>What programs say of themselves, through the status socket.</summary>
public sealed class StatusProgramsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string SocketPath => folder["status.sock"];

    [Fact]
    public async Task Programs_are_asked_for_each_question_and_told_with_all_their_parts()
    {
        int asked = 0;
        var part = new ProgramPart("web", "1 of 2 up") { IsWell = false, Numbers = new Dictionary<string, long> { ["up"] = 1 } };
        await using var server = new StatusServer(SocketPath, () => new EngineStatus(), new TaskSupervisor(TimeProvider.System, NullLogger.Instance), NullLogger.Instance)
        {
            Programs = () =>
            {
                asked++;
                return Task.FromResult<ImmutableArray<ProgramReport>>([new ProgramReport("haproxy", ["a", "b"], new ProgramPart("haproxy", "1 backend") { Details = [part] }, null)]);
            },
        };
        Assert.True(await server.StartAsync(CancellationToken.None));

        ProgramReport report = Assert.Single((await StatusClient.AskAsync(SocketPath, TimeSpan.FromSeconds(20), CancellationToken.None)).Status!.Programs);

        ProgramPart told = Assert.Single(report.Program!.Details);
        Assert.Equal((1, "haproxy", "a", "1 of 2 up", false, 1), (asked, report.Reload, report.Targets[0], told.Summary, told.IsWell, told.Numbers["up"]));
    }

    public void Dispose() => folder.Dispose();
}
