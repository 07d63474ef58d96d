using System.Globalization;
using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>One run of <c>wrk</c>, with a pause after each request, so that it stays below what HAProxy could serve.</summary>
/// <param name="RequestsPerSecond">Answered requests.</param>
/// <param name="Broken">Connections that failed, broke or timed out, and answers that were no success.</param>
/// <param name="Output">What it printed.</param>
internal sealed partial record Wrk(double RequestsPerSecond, long Broken, string Output)
{
    /// <summary>Runs it to its end.</summary>
    public static async Task<Wrk> RunAsync(TemporaryFolder folder, int port, int connections, int pause, TimeSpan duration)
    {
        string script = folder.Write("pause.lua", string.Create(CultureInfo.InvariantCulture, $"function delay() return {pause} end\n"));
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:F0}s");
        await using ChildProcess wrk = ChildProcess.Start(
            "wrk",
            ["-t1", $"-c{connections}", $"-d{seconds}", "--timeout", "5s", "-s", script, $"http://127.0.0.1:{port}/"]);
        await wrk.WaitAsync(duration + TimeSpan.FromSeconds(60));
        string output = wrk.Output;
        Match rate = Rate().Match(output);
        return rate.Success
            ? new Wrk(double.Parse(rate.Groups[1].Value, CultureInfo.InvariantCulture), Numbers(SocketErrors().Match(output)) + Numbers(NoSuccess().Match(output)), output)
            : throw new InvalidOperationException($"wrk: {output}");
    }

    private static long Numbers(Match match) =>
        match.Groups.Values.Skip(1).Where(group => group.Success).Sum(group => long.Parse(group.Value, CultureInfo.InvariantCulture));

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)")]
    private static partial Regex SocketErrors();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex NoSuccess();
}
