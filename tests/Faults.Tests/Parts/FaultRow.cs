using System.Diagnostics;
using System.Text.Json;
using Basenode.Testing;

namespace Basenode.Faults.Tests.Parts;

/// <summary>One fault: what was done, and what became of it. Told as a line, and kept for the table of <c>./test --faults</c>.</summary>
internal sealed class FaultRow(string area, string fault, Proxied proxied, ITestOutputHelper output)
{
    private readonly Stopwatch since = new();
    private string recovered = "";

    /// <summary>The folder that rows are kept in; null where no table is asked for.</summary>
    private static string? Kept => Environment.GetEnvironmentVariable("BASENODE_FAULT_ROWS");

    /// <summary>How many servers HAProxy should have had all the time. Default: 3.</summary>
    public int Servers { get; init; } = 3;

    /// <summary>Why clients lose requests in spite of all; null where they must lose none.</summary>
    public string? WhyLost { get; init; }

    /// <summary>The fault is over: from here on the time to recover counts.</summary>
    public void Ended() => since.Restart();

    /// <summary>Waits until the engine is healthy and clients are answered.</summary>
    public async Task RecoversAsync()
    {
        await Eventually.HoldsAsync(() => proxied.Observer.Level == "healthy", () => $"recovers; status {proxied.Observer.Said}; the log:\n{proxied.Engine.Output}", TimeSpan.FromSeconds(90));
        await proxied.AnsweredAsync(Proxied.PerSecond / 2);
        recovered = $"{since.Elapsed.TotalSeconds:0.0} s";
    }

    /// <summary>Tells the row, and asserts what holds for every row: no request lost, no server wrongly removed, unless the row says why.</summary>
    public async Task TellAsync()
    {
        int removed = Math.Max(0, Servers - proxied.Observer.FewestServers);
        int lost = proxied.Traffic.Lost.Count;
        string[] cells =
        [
            area, fault, $"{proxied.Traffic.Answered}", WhyLost is null ? $"{lost}" : $"{lost} ({WhyLost})", $"{removed}", $"{await proxied.ReloadsAsync()}", recovered, proxied.Observer.Said,
        ];
        output.WriteLine($"fact: fault: {fault}: {cells[2]} requests answered, {cells[3]} lost, {removed} servers wrongly removed, {cells[5]} reloads, recovered after {(recovered.Length > 0 ? recovered : "no time")}, {cells[7]}");
        if (Kept is { } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, $"{Guid.NewGuid():N}.json"), JsonSerializer.Serialize(cells));
        }

        if (WhyLost is null)
        {
            Assert.True(lost == 0, $"{lost} of {proxied.Traffic.Answered + lost} requests lost: {string.Join("; ", proxied.Traffic.Lost.Distinct().Take(5))}\n{proxied.Engine.Output}");
            Assert.True(removed == 0, $"{removed} servers were wrongly removed\n{proxied.Engine.Output}");
        }
    }
}
