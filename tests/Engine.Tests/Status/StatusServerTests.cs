using System.Net.Sockets;
using System.Text;
using Basenode.Engine.Model;
using Basenode.Engine.Status;
using Basenode.Engine.Supervision;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Status;

public sealed class StatusServerTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly TemporaryFolder folder = new();
    private readonly TaskSupervisor supervisor = new(TimeProvider.System, NullLogger.Instance);

    private string SocketPath => folder["status.sock"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_the_engine_says_arrives_whole()
    {
        EngineStatus sent = Sample();
        await using StatusServer server = await ServeAsync(() => sent);
        EngineStatus received = await AskAsync();
        Assert.Equal(sent.ProcessId, received.ProcessId);
        Assert.Equal(sent.Started, received.Started);
        Assert.Equal(sent.Targets, received.Targets);
        Assert.Equal(sent.Stale, received.Stale);
        Assert.Equal(sent.Quarantine, received.Quarantine);
        Assert.Equal(sent.Plugins[0].Errors, received.Plugins[0].Errors);
        Assert.Equal(sent.Health.Conditions, received.Health.Conditions);
        Assert.Equal((HealthLevel.Degraded, true), (received.Health.Level, received.IsHealthy));
    }

    [Fact]
    public async Task Each_question_gets_the_present_answer()
    {
        long passes = 0;
        await using StatusServer server = await ServeAsync(() => Sample() with { Passes = ++passes });
        Assert.Equal(1, (await AskAsync()).Passes);
        Assert.Equal(2, (await AskAsync()).Passes);
    }

    [Fact]
    public async Task Only_the_engines_user_may_connect()
    {
        await using StatusServer server = await ServeAsync(Sample);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(SocketPath));
        Assert.Equal([SocketPath], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_client_can_have_what_is_held_let_go()
    {
        var released = new List<string?>();
        await using var server = new StatusServer(SocketPath, Sample, supervisor, NullLogger.Instance)
        {
            Release = service =>
            {
                released.Add(service);
                return released.Count;
            },
        };
        Assert.True(await server.StartAsync(CancellationToken.None));

        Assert.Equal(1, (await StatusClient.AskAsync(SocketPath, new StatusRequest("a b\n"), Limit, CancellationToken.None)).Status!.Released);
        Assert.Equal(2, (await StatusClient.AskAsync(SocketPath, new StatusRequest(Service: null), Limit, CancellationToken.None)).Status!.Released);
        Assert.Null((await AskAsync()).Released);
        Assert.Equal(["a b\n", null], released);
    }

    [Fact]
    public async Task A_socket_that_an_ended_engine_left_behind_is_replaced()
    {
        LeaveStaleSocket();
        StatusAnswer before = await StatusClient.AskAsync(SocketPath, Limit, CancellationToken.None);
        Assert.Contains("it ended and left the socket there", before.Problem);
        await using StatusServer server = await ServeAsync(Sample);
        Assert.Equal(4711, (await AskAsync()).ProcessId);
    }

    [Fact]
    public async Task A_socket_that_somebody_listens_on_is_left_alone()
    {
        await using StatusServer first = await ServeAsync(Sample);
        await using (var second = new StatusServer(SocketPath, () => Sample() with { ProcessId = 1 }, supervisor, NullLogger.Instance))
        {
            Assert.False(await second.StartAsync(CancellationToken.None));
        }

        Assert.Equal(4711, (await AskAsync()).ProcessId);
    }

    [Fact]
    public async Task A_socket_that_was_deleted_with_its_folder_comes_back()
    {
        var time = new FakeTimeProvider();
        string path = folder["data/status.sock"];
        await using var server = new StatusServer(path, Sample, new TaskSupervisor(time, NullLogger.Instance), NullLogger.Instance);
        Assert.True(await server.StartAsync(CancellationToken.None));
        for (int round = 0; round < 2; round++)
        {
            // Moved, not emptied: the server may make its socket again meanwhile.
            Directory.Move(folder["data"], folder[$"gone-{round}"]);
            await AnswersAsync(path, 4711, time);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        File.Delete(path);
        await AnswersAsync(path, 4711, time);
    }

    [Fact]
    public async Task A_socket_of_another_engine_is_taken_over_only_when_that_engine_has_ended()
    {
        var time = new FakeTimeProvider();
        var log = new RecordingLog();
        await using var second = new StatusServer(SocketPath, () => Sample() with { ProcessId = 2 }, new TaskSupervisor(time, log), log);
        await using (await ServeAsync(Sample))
        {
            Assert.False(await second.StartAsync(CancellationToken.None));
            for (int i = 0; i < 20; i++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                Assert.Equal(4711, (await AskAsync()).ProcessId);
            }
        }

        await AnswersAsync(SocketPath, 2, time);
        Assert.Contains("another engine serves", Assert.Single(log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal)));
        Assert.Contains(log.Lines, line => line.Contains("works again"));
    }

    [Fact]
    public async Task Another_engines_socket_in_the_place_of_a_deleted_one_is_never_taken()
    {
        var time = new FakeTimeProvider();
        var first = new StatusServer(SocketPath, () => Sample() with { ProcessId = 1 }, new TaskSupervisor(time, NullLogger.Instance), NullLogger.Instance);
        Assert.True(await first.StartAsync(CancellationToken.None));
        // The first may have looked just now and taken its place again.
        StatusServer? taken = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                File.Delete(SocketPath);
                taken = new StatusServer(SocketPath, Sample, new TaskSupervisor(time, NullLogger.Instance), NullLogger.Instance);
                return await taken.StartAsync(CancellationToken.None);
            },
            "the other one takes the place");
        await using StatusServer other = taken!;
        for (int i = 0; i < 20; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(4711, (await AskAsync()).ProcessId);
        }

        await first.DisposeAsync();
        Assert.Equal(4711, (await AskAsync()).ProcessId);
    }

    [Fact]
    public async Task Its_end_takes_the_socket_along_and_a_new_one_can_start()
    {
        await using (await ServeAsync(Sample))
        {
        }

        Assert.False(File.Exists(SocketPath));
        Assert.Contains("no engine runs", (await StatusClient.AskAsync(SocketPath, Limit, CancellationToken.None)).Problem);
        await using StatusServer again = await ServeAsync(Sample);
        Assert.Equal(4711, (await AskAsync()).ProcessId);
    }

    [Fact]
    public async Task Clients_that_do_not_read_or_leave_at_once_keep_nobody_else_waiting()
    {
        // Far more than a socket buffers, so that a client that does not read holds its answer up.
        EngineStatus large = Sample() with { Errors = [.. Enumerable.Repeat(new string('x', 10_000), 500)] };
        await using StatusServer server = await ServeAsync(() => large);
        var clients = new List<Socket>();
        for (int i = 0; i < 8; i++)
        {
            clients.Add(await ConnectAsync());
            (await ConnectAsync()).Dispose();
        }

        Assert.Equal(500, (await AskAsync()).Errors.Length);
        clients.ForEach(client => client.Dispose());
        Assert.Equal(500, (await AskAsync()).Errors.Length);
    }

    [Fact]
    public async Task A_status_that_cannot_be_made_fails_one_client_and_not_the_server()
    {
        int asked = 0;
        await using StatusServer server = await ServeAsync(() => asked++ == 0 ? throw new InvalidOperationException("not now") : Sample());
        Assert.NotNull((await StatusClient.AskAsync(SocketPath, Limit, CancellationToken.None)).Problem);
        Assert.Equal(4711, (await AskAsync()).ProcessId);
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_told_on_both_sides()
    {
        string path = folder[new string('d', 60) + "/" + new string('e', 60) + "/status.sock"];
        await using var server = new StatusServer(path, Sample, supervisor, NullLogger.Instance);
        Assert.False(await server.StartAsync(CancellationToken.None));
        Assert.Contains("--data", (await StatusClient.AskAsync(path, Limit, CancellationToken.None)).Problem);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_only_costs_the_status()
    {
        File.WriteAllText(folder["file"], "");
        await using var server = new StatusServer(folder["file/status.sock"], Sample, supervisor, NullLogger.Instance);
        Assert.False(await server.StartAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_answer_that_is_no_status_is_a_problem_and_no_exception()
    {
        using Socket listener = Listen();
        Task<StatusAnswer> asking = StatusClient.AskAsync(SocketPath, Limit, CancellationToken.None);
        using (Socket client = await listener.AcceptAsync())
        {
            await client.SendAsync(Encoding.UTF8.GetBytes("HTTP/1.1 400 Bad Request"));
        }

        Assert.Contains("is not a status", (await asking).Problem);
    }

    [Fact]
    public async Task An_engine_that_says_nothing_is_given_up_on()
    {
        using Socket listener = Listen();
        StatusAnswer answer = await StatusClient.AskAsync(SocketPath, TimeSpan.FromMilliseconds(50), CancellationToken.None);
        Assert.Contains("did not answer within 0.1 s", answer.Problem);
    }

    private static EngineStatus Sample() => new()
    {
        ProcessId = 4711,
        Started = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Source = "Consul at 127.0.0.1:8500",
        Targets = [new TargetReport { Target = "web", Destination = "/etc/web", Outcome = TargetOutcome.CheckRefused, Message = "a\nb" }],
        Plugins = [new PluginSummary("web", "/e/conf.d/web.csx", ["target web"], ["web.csx:1:1: no"], true)],
        Stale = ["service web: 500"],
        Quarantine = [new QuarantinedInstance("web", "n1", "i", "port -1")],
        Health = new Health(HealthLevel.Degraded, [new HealthCondition(HealthLevel.Degraded, ProblemKind.TargetFrozen, "web", "a\nb", new DateTimeOffset(2030, 1, 2, 3, 4, 6, TimeSpan.Zero))]),
    };

    private static Task AnswersAsync(string path, int process, FakeTimeProvider time) => Eventually.HoldsAsync(
        async () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return (await StatusClient.AskAsync(path, Limit, CancellationToken.None)).Status?.ProcessId == process;
        },
        $"process {process} answers");

    private async Task<StatusServer> ServeAsync(Func<EngineStatus> status)
    {
        var server = new StatusServer(SocketPath, status, supervisor, NullLogger.Instance);
        Assert.True(await server.StartAsync(CancellationToken.None));
        return server;
    }

    private async Task<EngineStatus> AskAsync()
    {
        StatusAnswer answer = await StatusClient.AskAsync(SocketPath, Limit, CancellationToken.None);
        Assert.Null(answer.Problem);
        return answer.Status!;
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath));
        return socket;
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        return listener;
    }

    /// <summary>As SIGKILL leaves it: bound under another name, so that closing does not unlink it.</summary>
    private void LeaveStaleSocket()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder["other.sock"]));
        socket.Listen();
        File.Move(folder["other.sock"], SocketPath);
    }
}
