using System.Globalization;
using System.Net.NetworkInformation;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>The HAProxy under test, and another one whose ports all answer, for the servers behind it.</summary>
internal sealed class BenchHaproxy : IAsyncDisposable
{
    private readonly ChildProcess servers;

    private BenchHaproxy(RealHaproxy front, ChildProcess servers) => (Front, this.servers) = (front, servers);

    /// <summary>A block of ports that nobody listens on, below those that the kernel hands to outgoing connections.</summary>
    public static int FreePorts(int count)
    {
        while (true)
        {
            int first = Random.Shared.Next(12_000, 32_000 - count);
            HashSet<int> taken = [.. IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port)];
            if (!Enumerable.Range(first, count).Any(taken.Contains))
            {
                return first;
            }
        }
    }

    /// <summary>The one that the engine changes.</summary>
    public RealHaproxy Front { get; }

    /// <summary>Its frontend's port.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>Starts both.</summary>
    public static async Task<BenchHaproxy> StartAsync(string binary, FirstRequests requests, int firstPort, int ports)
    {
        const string Timeouts = "  timeout client 60s\n  timeout server 60s\n  timeout connect 5s\n";
        RealHaproxy front = RealHaproxy.Prepare("", binary);
        front.Write($"global\n  stats socket {front.AdminSocket} mode 600 level admin expose-fd listeners\ndefaults\n{Timeouts}frontend nothing_yet\n  bind unix@{front.Folder["nothing.sock"]}\n");
        await front.StartAgainAsync();
        string range = string.Create(CultureInfo.InvariantCulture, $"{firstPort}-{firstPort + ports - 1}");
        string behind = front.Folder.Write(
            "servers.cfg",
            $"""
            global
              nbthread 1
              log {requests.Path} format raw local0
            defaults
              mode http
              log global
            {Timeouts}
            frontend servers
              bind 127.0.0.1:{range}
              log-format %fp
              stick-table type integer size 100k store http_req_cnt
              http-request track-sc0 dst_port
              http-request set-log-level silent if {"{"} sc0_http_req_cnt gt 1 {"}"}
              option dontlognull
              http-request return status 200 content-type text/plain string ok

            """);
        ChildProcess servers = ChildProcess.Start(binary, ["-db", "-f", behind]);
        using var http = new HttpClient();
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    return await http.GetStringAsync($"http://127.0.0.1:{firstPort + ports - 1}/") == "ok";
                }
                catch (HttpRequestException) when (!servers.HasExited)
                {
                    return false;
                }
            },
            "the servers behind HAProxy answer");
        return new BenchHaproxy(front, servers);
    }

    /// <summary>How often it was reloaded since its start.</summary>
    public async Task<int> ReloadsAsync()
    {
        string[] lines = (await Front.MasterAsync("show proc")).Split('\n');
        string[] master = lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return int.Parse(master[2], CultureInfo.InvariantCulture);
    }

    /// <summary>How many processes it has, and their resident memory in MB.</summary>
    public (int Processes, double Memory) Look()
    {
        int master = Front.Process.Id;
        string[] processes =
        [
            string.Create(CultureInfo.InvariantCulture, $"{master}"),
            .. File.ReadAllText($"/proc/{master}/task/{master}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        ];
        return (processes.Length, processes.Sum(Memory));
    }

    public async ValueTask DisposeAsync()
    {
        await servers.DisposeAsync();
        await Front.DisposeAsync();
    }

    private static double Memory(string process)
    {
        try
        {
            string line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) ?? "VmRSS: 0 kB";
            return int.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
