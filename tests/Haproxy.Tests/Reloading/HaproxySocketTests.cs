using System.Net.Sockets;
using Basenode.Haproxy.Reloading;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Reloading;

public sealed class HaproxySocketTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_command_is_answered_whole(string binary)
    {
        await using RealHaproxy haproxy = await RealHaproxy.StartAsync(Configurations.Saying("one", FreePort.Next()), binary);

        SocketReply reply = await AskAsync(haproxy.MasterSocket, "show proc");

        Assert.Equal(SocketReplyKind.Answered, reply.Kind);
        Assert.Equal(haproxy.Process.Id, ProcessList.Parse(reply.Text)!.Master);
    }

    [Fact]
    public async Task No_socket_and_nobody_behind_it_are_the_same()
    {
        using var folder = new TemporaryFolder();
        using var deaf = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        deaf.Bind(new UnixDomainSocketEndPoint(folder["deaf.sock"]));

        Assert.Equal(
            new SocketReply(SocketReplyKind.NobodyListens, "/nowhere/master.sock: there is no such socket"),
            await AskAsync("/nowhere/master.sock"));
        Assert.Equal(
            new SocketReply(SocketReplyKind.NobodyListens, $"{folder["deaf.sock"]}: Connection refused"),
            await AskAsync(folder["deaf.sock"]));
    }

    [Fact]
    public async Task A_socket_that_never_answers_is_given_up()
    {
        await using var master = new ScriptedMaster(_ => null);

        SocketReply reply = await new HaproxySocket(master.Path, TimeProvider.System).AskAsync("show proc", TimeSpan.FromSeconds(0.3), CancellationToken.None);

        Assert.Equal(new SocketReply(SocketReplyKind.Broken, $"{master.Path}: no complete answer to \"show proc\" within 0.3 s"), reply);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_a_reply() => Assert.Contains("too long", (await AskAsync($"/{new string('x', 200)}")).Text);

    [Theory]
    [InlineData("show proc\nreload")]
    [InlineData("show proc; reload")]
    public async Task Two_commands_are_refused(string command) =>
        await Assert.ThrowsAsync<ArgumentException>(() => AskAsync("/nowhere/master.sock", command));

    [Fact]
    public async Task A_missing_right_is_told_from_a_missing_haproxy()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can look at files as another user");
        await using var master = new ScriptedMaster(_ => "");
        File.SetUnixFileMode(master.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        // Connecting happens on the caller's thread before the first wait, and so with the user that this one thread pretends to be.
        SocketReply reply = await AsNobody.Run(() => AskAsync(master.Path));

        Assert.Equal((SocketReplyKind.Denied, $"{master.Path}: Permission denied"), (reply.Kind, reply.Text));
        Assert.Contains("the engine's user needs access to it", new Sighting(Verdict.NotYet, null, reply).Why(master.Path));
    }

    private static Task<SocketReply> AskAsync(string path, string command = "show proc") =>
        new HaproxySocket(path, TimeProvider.System).AskAsync(command, Long, TestContext.Current.CancellationToken);
}
