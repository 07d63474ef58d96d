using System.Text.Json;
using Basenode.Testing;

namespace Basenode.Faults.Tests.Parts;

/// <summary>What tests do to the engine of a <see cref="Proxied"/>, and how they compare what it wrote with the cluster.</summary>
internal static class EngineSteps
{
    /// <summary>Ends the engine with a signal.</summary>
    /// <returns>Its exit code, and what it printed.</returns>
    public static async Task<(int ExitCode, string Output)> EndEngineAsync(this Proxied proxied, string signal)
    {
        ChildProcess engine = proxied.Engine;
        engine.Signal(signal);
        await engine.WaitAsync();
        (int, string) end = (engine.ExitCode, engine.Output);
        await engine.DisposeAsync();
        return end;
    }

    /// <summary>Ends the engine softly and goes on with one that is started again whenever it ends.</summary>
    public static async Task<RestartedBasenode> SuperviseAsync(this Proxied proxied)
    {
        await proxied.EndEngineAsync("TERM");
        RestartedBasenode restarted = RestartedBasenode.Start(proxied.Sandbox);
        proxied.Engine = restarted.Loop;
        await proxied.StatusSaysAsync(status => status.StartsWith("healthy", StringComparison.Ordinal), "the engine works under its supervisor");
        proxied.Observer.Forget();
        return restarted;
    }

    /// <summary>Waits until the status says something.</summary>
    /// <returns>The status.</returns>
    public static async Task<string> StatusSaysAsync(this Proxied proxied, Func<string, bool> condition, string what)
    {
        string last = "";
        await Eventually.HoldsAsync(
            async () => condition(last = await proxied.StatusAsync()),
            () => $"{what}; the status:\n{last}\nthe log:\n{proxied.Engine.Output}",
            TimeSpan.FromSeconds(90));
        return last;
    }

    /// <summary>Waits until the engine says that it has loaded a plugin for the n-th time.</summary>
    public static Task LoadedAsync(this Proxied proxied, string plugin, int times) => Eventually.HoldsAsync(
        () => proxied.Engine.Output.Split($"{plugin} loaded").Length > times, () => $"{plugin} is loaded; the log:\n{proxied.Engine.Output}", TimeSpan.FromSeconds(90));

    /// <summary>Waits until a file has a text.</summary>
    public static Task FileSaysAsync(this Proxied proxied, string path, Func<string, bool> condition, string what) => Eventually.HoldsAsync(
        () => File.Exists(path) && condition(File.ReadAllText(path)),
        () => $"{what}; the file: {(File.Exists(path) ? File.ReadAllText(path) : "absent")}; the log:\n{proxied.Engine.Output}",
        TimeSpan.FromSeconds(90));

    /// <summary>Waits until HAProxy's file names the instances of the cluster and no others.</summary>
    public static Task FileEqualsClusterAsync(this Proxied proxied)
    {
        (string[] file, string[] cluster) = ([], []);
        return Eventually.HoldsAsync(
            async () =>
            {
                file = [.. File.ReadAllLines(proxied.Haproxy.File).Select(line => line.Trim()).Where(line => line.StartsWith("server ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2]).Order(StringComparer.Ordinal)];
                cluster = [.. (await InstancesAsync(proxied.Consul)).Order(StringComparer.Ordinal)];
                return file.SequenceEqual(cluster);
            },
            () => $"the file equals the cluster; file {string.Join(' ', file)}, cluster {string.Join(' ', cluster)}; the log:\n{proxied.Engine.Output}",
            TimeSpan.FromSeconds(90));
    }

    private static async Task<IEnumerable<string>> InstancesAsync(RealConsul consul)
    {
        using JsonDocument answer = JsonDocument.Parse(await consul.Http.GetStringAsync("/v1/health/service/web?passing=1"));
        return [.. answer.RootElement.EnumerateArray().Select(entry => entry.GetProperty("Service")).Select(service => $"{service.GetProperty("Address").GetString()}:{service.GetProperty("Port").GetInt32()}")];
    }
}
