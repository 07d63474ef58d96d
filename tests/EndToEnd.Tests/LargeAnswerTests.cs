using System.Globalization;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>An answer of Consul that is nearly as large as any may be.</summary>
public sealed class LargeAnswerTests
{
    private const int Keys = 90;
    private const int Megabyte = 1024;

    [Fact]
    public async Task What_a_large_answer_took_is_given_back_when_it_is_gone()
    {
        await using RealConsul consul = await RealConsul.StartAsync();
        await consul.PutKeyAsync("big/first", "");
        using BasenodeSandbox sandbox = new BasenodeSandbox().Following(consul);
        sandbox.Script("big.csx", """Target("big", template: "big.sbn", destination: "/big.txt");""");
        sandbox.Template("big.sbn", """{{ keys "big/" | object.size }}""");
        await using ChildProcess engine = sandbox.Start();
        await sandbox.WrittenAsync("/big.txt", text => text.Trim() == "1", engine, "the first key");
        long before = Kilobytes(engine, "VmRSS");

        // Some 60 MB on the wire.
        string value = new('x', 500_000);
        for (int i = 0; i < Keys; i++)
        {
            await consul.PutKeyAsync($"big/{i}", value);
        }

        await sandbox.WrittenAsync("/big.txt", text => text.Trim() == $"{Keys + 1}", engine, "all keys");
        using HttpResponseMessage response = await consul.Http.DeleteAsync("/v1/kv/big/?recurse");
        response.EnsureSuccessStatusCode();
        await sandbox.WrittenAsync("/big.txt", text => text.Trim() == "0", engine, "no key");
        await Eventually.HoldsAsync(
            () => Kilobytes(engine, "VmRSS") < before + (40 * Megabyte),
            () => $"{before} kB before, {Kilobytes(engine, "VmRSS")} kB now, {Kilobytes(engine, "VmHWM")} kB at most");
    }

    private static long Kilobytes(ChildProcess engine, string name) => long.Parse(
        File.ReadLines($"/proc/{engine.Id}/status").First(line => line.StartsWith($"{name}:", StringComparison.Ordinal)).Split(':')[1].Replace("kB", "").Trim(),
        CultureInfo.InvariantCulture);
}
