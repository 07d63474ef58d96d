using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The executable with the shipped script and templates, and an HAProxy that it serves.</summary>
internal sealed class ShippedDefaults : IAsyncDisposable
{
    private ChildProcess? engine;

    public BasenodeSandbox Sandbox { get; } = new();

    public RealHaproxy Haproxy { get; } = RealHaproxy.Prepare("");

    /// <summary>The engine, once it was started.</summary>
    public ChildProcess Engine => engine ?? throw new InvalidOperationException("the engine was not started");

    /// <summary>Starts HAProxy and the engine.</summary>
    /// <param name="consul">Where Consul answers.</param>
    /// <param name="settings">Further lines of <c>[plugins.haproxy]</c>.</param>
    public async Task StartAsync(string consul, string settings = "")
    {
        Haproxy.Write($"global\n  stats socket {Haproxy.AdminSocket} mode 600 level admin expose-fd listeners\n  hard-stop-after 5s\nfrontend f\n  mode tcp\n  timeout client 1s\n  bind 127.0.0.1:{FreePort.Next()}\n");
        await Haproxy.StartAgainAsync();
        Prepare(consul, settings);
        engine = Sandbox.Start();
    }

    /// <summary>Writes what the engine reads, and starts nothing.</summary>
    public void Prepare(string consul, string settings)
    {
        Sandbox.Environment["BASENODE_ROOT"] = null;
        Sandbox.Folder.Write("etc/pyconfd/basenode.toml", $"""
            [consul]
            address = "{consul}"
            [hold]
            time = "1s"
            after_regression = "1s"
            [plugins.haproxy]
            binary = "{Haproxy.Binary}"
            master_socket = "{Haproxy.MasterSocket}"
            admin_socket = "{Haproxy.AdminSocket}"
            start = ""
            drain_time = "1s"
            verify = "1s"
            reload_spacing = "100ms"
            {settings}
            """);
        Sandbox.Script("haproxy.csx", Shipped("etc/pyconfd/conf.d/haproxy.csx").Replace("/etc/haproxy/haproxy.cfg", Haproxy.File, StringComparison.Ordinal));
        foreach (string template in (string[])["haproxy.cfg.sbn", "haproxy/global.sbn", "haproxy/defaults.sbn", "haproxy/listener.sbn"])
        {
            Sandbox.Template(template, Shipped($"templates/{template}"));
        }
    }

    /// <summary>Waits until HAProxy has a listener for a service.</summary>
    public Task ListensAsync(string service, int port) => Eventually.HoldsAsync(
        () => HasListenerAsync(service, port),
        () => $"{service} has its listener; the log:\n{Engine.Output}");

    /// <summary>Whether HAProxy has a listener for a service.</summary>
    public async Task<bool> HasListenerAsync(string service, int port) => (await Haproxy.AdminAsync("show stat")).Contains($"\n{service}_{port},FRONTEND,", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (engine is not null)
        {
            await engine.DisposeAsync();
        }

        await Haproxy.DisposeAsync();
        Sandbox.Dispose();
    }

    private static string Shipped(string path) => File.ReadAllText(Path.Combine(Repository.Root, path));
}
