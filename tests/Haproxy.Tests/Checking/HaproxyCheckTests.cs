using Basenode.Haproxy.Checking;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Checking;

public sealed class HaproxyCheckTests : IDisposable
{
    // A name of this run's own, by which what a check left behind is told from the copies of other checks.
    private static readonly string Destination = $"/etc/haproxy/{Guid.NewGuid():N}.cfg";
    private readonly TemporaryFolder folder = new();
    private readonly RecordingLog log = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_good_candidate_is_accepted(string binary)
    {
        CheckResult result = await CheckAsync(binary, Configurations.Saying("one", 80));

        Assert.True(result.Accepted, result.Message);
        Assert.Empty(log.Lines);
        Assert.Empty(Leftovers());
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_bad_candidate_is_refused_in_haproxys_words_with_the_line_in_the_destination(string binary)
    {
        CheckResult result = await CheckAsync(binary, Configurations.Preamble + "\nfrontend web\n  bindd :80\n");

        Assert.False(result.Accepted);
        Assert.Contains($"alert: parsing [{Destination}:10] : unknown keyword 'bindd' in 'frontend' section", result.Message);
        Assert.DoesNotContain("basenode-check", result.Message);
        Assert.DoesNotContain("NOTICE", result.Message);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_file_without_a_final_newline_is_refused(string binary)
    {
        CheckResult result = await CheckAsync(binary, Configurations.Saying("one", 80).TrimEnd());

        Assert.False(result.Accepted);
        Assert.Contains("Missing LF on last line", result.Message);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Warnings_are_logged_once_and_accepted(string binary)
    {
        HaproxyCheck check = CheckWith(binary);
        string content = Configurations.Saying("one", 80) + "frontend tcp\n  mode tcp\n  bind :81\n  option httplog\n";
        CheckResult first = await check.Check(Request(content), TestContext.Current.CancellationToken);
        CheckResult second = await check.Check(Request(content), TestContext.Current.CancellationToken);

        Assert.True(first.Accepted, first.Message);
        Assert.True(second.Accepted);
        string line = Assert.Single(log.Lines);
        Assert.StartsWith("Warning: HAProxy accepts haproxy, with warnings:\nwarning: parsing [" + Destination + ":15] : 'option httplog' not usable", line);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_the_candidate_executes_sees_no_environment_no_secret_and_is_nobody(string binary)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can run a check as another user");
        Environment.SetEnvironmentVariable("BASENODE_TEST_SECRET", "hush");
        string secret = folder.Write("secret", "hush");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string script = folder.Write("spy.lua", $"""
            local id = io.popen("id -un"):read()
            error("environment=" .. tostring(os.getenv("BASENODE_TEST_SECRET")) .. " file=" .. tostring(io.open("{secret}")) .. " user=" .. id)
            """);

        CheckResult result = await CheckAsync(binary, $"global\n  lua-load {script}\n");

        Assert.False(result.Accepted);
        Assert.Contains("environment=nil file=nil user=nobody", result.Message);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_variable_of_the_engine_cannot_leak_through_an_address(string binary)
    {
        Environment.SetEnvironmentVariable("BASENODE_TEST_SECRET", "hush");

        CheckResult result = await CheckAsync(binary, Configurations.Preamble + "\nbackend b\n  server s \"${BASENODE_TEST_SECRET}:80\"\n");

        Assert.DoesNotContain("hush", result.Message);
    }

    [Fact]
    public async Task A_hung_check_is_killed_and_refused()
    {
        string hanging = Script("sleep 300 & wait");

        CheckResult result = await CheckAsync(hanging, "", TimeSpan.FromSeconds(0.5));

        Assert.False(result.Accepted);
        Assert.Contains("was killed after 0.5 s", result.Message);
        Assert.Empty(Leftovers());
    }

    [Fact]
    public async Task A_flood_is_cut()
    {
        CheckResult result = await CheckAsync(Script("while [ $((i+=1)) -lt 3000 ]; do echo '[ALERT]    (1) : config : it is bad'; done; exit 1"), "");

        Assert.False(result.Accepted);
        Assert.StartsWith("alert: it is bad\n", result.Message);
        Assert.True(result.Message.Length < 2_000);
    }

    [Fact]
    public async Task A_program_that_says_nothing_is_told_by_its_exit_code() =>
        Assert.EndsWith("-c: exit code 7", (await CheckAsync(Script("exit 7"), "")).Message);

    [Fact]
    public async Task A_check_that_cannot_be_made_is_no_verdict()
    {
        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => CheckAsync("/nowhere/haproxy", ""));
        Assert.Equal(("/nowhere/haproxy", "there is no /nowhere/haproxy (setting binary)"), (missing.FileName, missing.Message));

        if (Environment.IsPrivilegedProcess)
        {
            var check = new HaproxyCheck(new ConfigurationTest(new HaproxySettings { CheckUser = "no-such-user" }), log);
            var unknown = await Assert.ThrowsAsync<InvalidOperationException>(() => check.Check(Request(""), TestContext.Current.CancellationToken));
            Assert.Contains("there is no user no-such-user (setting check_user)", unknown.Message);
        }

        Assert.Empty(Leftovers());
    }

    [Fact]
    public async Task The_copy_is_readable_for_one_user_alone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can give a file away");
        string lister = Script("shift; stat -c '%U %a' \"$2\" \"$(dirname \"$2\")\"; exit 1");

        CheckResult result = await CheckAsync(lister, "secret");

        Assert.Equal("nobody 400\nroot 711", result.Message);
    }

    private string Script(string body)
    {
        string path = folder.Write($"script-{Guid.NewGuid():N}", $"#!/bin/sh\n{body}\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    private Task<CheckResult> CheckAsync(string binary, string content, TimeSpan? timeout = null) =>
        CheckWith(binary, timeout).Check(Request(content), TestContext.Current.CancellationToken);

    private HaproxyCheck CheckWith(string binary, TimeSpan? timeout = null) =>
        new(new ConfigurationTest(new HaproxySettings { Binary = binary, CheckTimeout = timeout ?? TimeSpan.FromSeconds(30) }), log);

    private CheckRequest Request(string content) => new()
    {
        Target = "haproxy",
        Destination = Destination,
        Candidate = folder["candidate"],
        Content = content,
    };

    private static IEnumerable<string> Leftovers() => Directory.EnumerateDirectories("/dev/shm", "basenode-check-*")
        .Where(folder => File.Exists(Path.Combine(folder, Path.GetFileName(Destination))));
}
