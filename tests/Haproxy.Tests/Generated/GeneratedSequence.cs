using System.Text;
using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Tests.Live;
using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Generated;

/// <summary>One file and its changes, played on one HAProxy, beside a fresh one for each step.</summary>
internal sealed class GeneratedSequence(string binary, Surroundings around, int seed) : IAsyncDisposable
{
    // Requests that a server gets by chance in one HAProxy must have some in the other one.
    private const int ForSure = 8;
    private const int MostAttempts = 3;

    private readonly FileGenerator generator = new(seed);
    private readonly StringBuilder story = new();
    private Served? served;

    /// <summary>How many changes were played.</summary>
    public int Steps { get; private set; }

    /// <summary>How many of them HAProxy refused.</summary>
    public int Refused { get; private set; }

    /// <summary>How many needed no reload.</summary>
    public int Live { get; private set; }

    /// <summary>How many were a reload.</summary>
    public int Reloads { get; private set; }

    /// <summary>What was done, for a person.</summary>
    public string Story => story.ToString();

    /// <summary>Plays it.</summary>
    public async Task PlayAsync(int longest)
    {
        GeneratedFile file = generator.File();
        served = await Served.StartAsync(binary, "");
        var places = GeneratedPorts.Places(served.Haproxy.AdminSocket, around);
        var check = new HaproxyCheck(new ConfigurationTest(new HaproxySettings { Binary = binary }), served.Log, served.Cache);
        if (!await StepAsync(check, file, places))
        {
            return;
        }

        for (int step = 0; step < longest; step++)
        {
            GeneratedFile next = generator.Change(file);
            Steps++;
            file = await StepAsync(check, next, places) ? next : file;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (served is not null)
        {
            await served.DisposeAsync();
        }
    }

    // False when HAProxy refuses the file.
    private async Task<bool> StepAsync(HaproxyCheck check, GeneratedFile file, GeneratedPlaces places)
    {
        string text = file.Text(places);
        story.Append($"--- step {Steps}\n{text}");
        bool isAccepted = await IsAcceptedAsync(text);
        CheckResult result = await check.Check(new CheckRequest { Target = "haproxy", Destination = served!.Haproxy.File, Candidate = served.Haproxy.File, Content = text }, CancellationToken.None);
        if (result.Accepted != isAccepted)
        {
            throw new InvalidOperationException($"haproxy -c {(isAccepted ? "accepts" : "refuses")} it, and the check does not: {result.Message}");
        }

        if (!isAccepted)
        {
            Refused++;
            story.Append("(refused)\n");
            return false;
        }

        ReloadResult applied = await served.DeliverTextAsync(text);
        story.Append($"({applied.Message})\n");
        if (applied.Outcome is not ReloadOutcome.Applied)
        {
            throw new InvalidOperationException($"not applied: {applied.Outcome}: {applied.Message}");
        }

        // The first file is a reload in any case.
        bool isReload = applied.Message.StartsWith("reload", StringComparison.Ordinal);
        Reloads += isReload && Steps > 0 ? 1 : 0;
        Live += isReload ? 0 : 1;
        await CompareAsync(file, places);
        return true;
    }

    private async Task<bool> IsAcceptedAsync(string text)
    {
        string candidate = served!.Haproxy.Folder.Write("candidate.cfg", text);
        (int exitCode, _) = await ChildProcess.RunAsync(binary, ["-c", "-f", candidate], served.Haproxy.Folder.Path, new Dictionary<string, string?>());
        return exitCode == 0;
    }

    private async Task CompareAsync(GeneratedFile file, GeneratedPlaces places)
    {
        await using RealHaproxy fresh = RealHaproxy.Prepare("", binary);
        var elsewhere = GeneratedPorts.Places(fresh.AdminSocket, around);
        fresh.Write(file.Text(elsewhere));
        await fresh.StartAgainAsync();

        // Checks take a moment to begin, on both sides.
        string[] running = [], wanted = [];
        try
        {
            await Eventually.HoldsAsync(
                async () =>
                {
                    (running, wanted) = (await Observed.ServersAsync(served!.Haproxy, file), await Observed.ServersAsync(fresh, file));
                    return wanted.Length > 0 == file.Backends.Any(backend => backend.Servers.Count > 0) && running.SequenceEqual(wanted);
                },
                "equal servers",
                TimeSpan.FromSeconds(10));
        }
        catch (TimeoutException)
        {
            throw new InvalidOperationException($"servers differ\nrunning: {string.Join("\n         ", running.Except(wanted))}\nfresh:   {string.Join("\n         ", wanted.Except(running))}");
        }

        foreach (GeneratedBackend backend in file.Backends)
        {
            await CompareTrafficAsync(backend, file.PortOf(backend, places), file.PortOf(backend, elsewhere));
        }
    }

    // A worker that was just told to stop takes connections for a moment more: only what stays different is a finding.
    private static async Task CompareTrafficAsync(GeneratedBackend backend, int port, int fresh)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Compare(backend, await Observed.TrafficAsync(port, backend), await Observed.TrafficAsync(fresh, backend));
                return;
            }
            catch (InvalidOperationException) when (attempt < MostAttempts)
            {
                // Asked again.
            }
        }
    }

    private static void Compare(GeneratedBackend backend, (string Server, string Cookie)[] running, (string Server, string Cookie)[] fresh)
    {
        string[] there = [.. running.Select(answer => answer.Server)];
        string[] wanted = [.. fresh.Select(answer => answer.Server)];
        bool isEqual = backend.IsDeterministic
            ? there.SequenceEqual(wanted)
            : Sure(there).All(wanted.Contains) && Sure(wanted).All(there.Contains);
        if (!isEqual)
        {
            throw new InvalidOperationException($"requests to {backend.Name} go elsewhere\nrunning: {string.Join(' ', there)}\nfresh:   {string.Join(' ', wanted)}");
        }

        string[] cookies = [.. running.Select(answer => $"{answer.Server} {answer.Cookie}").Distinct()];
        string[] others = [.. fresh.Select(answer => $"{answer.Server} {answer.Cookie}").Distinct()];
        string[] odd = [.. cookies.Where(cookie => fresh.Any(answer => cookie.StartsWith(answer.Server, StringComparison.Ordinal)) && !others.Contains(cookie))];
        if (odd.Length > 0)
        {
            throw new InvalidOperationException($"cookies of {backend.Name} differ: {string.Join("; ", odd)}, where a fresh one has {string.Join("; ", others)}");
        }

        static IEnumerable<string> Sure(string[] answers) => answers.CountBy(answer => answer).Where(answer => answer.Value >= ForSure).Select(answer => answer.Key);
    }
}

/// <summary>Ports that no two HAProxies of these tests share: they would share the connections, too, without a word.</summary>
internal static class GeneratedPorts
{
    private const int First = 12_000;
    private const int Last = 31_990;
    private const int Each = 4;
    private static int next = Random.Shared.Next(First, Last);

    /// <summary>Places on ports that were free a moment ago.</summary>
    public static GeneratedPlaces Places(string adminSocket, Surroundings around)
    {
        while (true)
        {
            int port = First + (Interlocked.Add(ref next, Each) % (Last - First));
            if (Enumerable.Range(port, Each).All(FreePort.IsFree))
            {
                return new GeneratedPlaces(adminSocket, port, port + 1, around);
            }
        }
    }
}
