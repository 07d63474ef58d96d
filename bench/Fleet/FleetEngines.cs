using System.Globalization;
using Basenode.Engine;
using Basenode.Engine.Configuration;
using Basenode.Engine.Telling;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Bench.Fleet;

/// <summary>
/// Many engines in one process, each with its own connections, state, passes, lanes and folders: all of an engine but the status socket and the watch of its plugins' folder. So many processes
/// would need more processor for themselves than a small machine has, and more inotify instances than a user gets.
/// </summary>
internal static class FleetEngines
{
    /// <summary>The hidden command of the benchmark that is this process.</summary>
    public const string Command = "fleet-engines";

    private const string Ready = "ready";

    // As basenode.runtimeconfig.json has it.
    private const int ThreadsOfEach = 16;

    /// <summary>Writes the script and the template that all engines share: the list of services, and of those they read both who passes and who is registered, as the shipped script reads them.</summary>
    public static void WriteTarget(TemporaryFolder folder, int read)
    {
        folder.Write("etc/conf.d/fleet.csx", $$"""
            Target("fleet", template: "fleet.sbn", destination: "/{{FleetFiles.Name}}");
            Variables(async cluster =>
            {
                var services = await cluster.Services();
                var listeners = new List<object>();
                foreach (var service in services.Where(service => string.CompareOrdinal(service.Name, "service-{{read:D4}}") < 0 && service.Name.StartsWith("service-")))
                {
                    var registered = await cluster.Service(service.Name, passing: false);
                    listeners.Add(new { Name = service.Name, Registered = registered.Count, Servers = await cluster.Service(service.Name) });
                }

                return new { Listeners = listeners };
            });

            """);
        folder.Write("etc/templates/fleet.sbn", """
            {{~ for l in listeners ~}}
            listen {{ l.name }} # {{ l.registered }}
            {{~ for i in l.servers ~}}
                server {{ i.server_name }} {{ i.endpoint }}
            {{~ end ~}}
            {{~ end ~}}
            end

            """);
        Directory.CreateDirectory(folder["none"]);
    }

    /// <summary>Starts the process and waits until it is warm. It starts all engines at once when the file <c>go</c> is in the folder.</summary>
    public static async Task<ChildProcess> StartAsync(TemporaryFolder folder, string consul, FleetFiles files, bool isStale)
    {
        ChildProcess process = ChildProcess.Start(
            Environment.ProcessPath!,
            [Command, folder.Path, consul, files.Folders.Count.ToString(CultureInfo.InvariantCulture), isStale ? "stale" : "default"]);
        try
        {
            await process.SaysAsync(Ready);
            return process;
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the engines of the process start.</summary>
    public static void Go(TemporaryFolder folder) => folder.Write("go", "");

    /// <summary>Is the process, until it is killed.</summary>
    /// <param name="arguments">Those of <see cref="StartAsync"/>.</param>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var folder, var consul, var count, var consistency])
        {
            return 1;
        }

        var settings = new EngineSettings
        {
            EtcFolder = Path.Combine(folder, "etc"),
            TemplateFolders = [Path.Combine(folder, "etc/templates")],
            CacheFolder = Path.Combine(folder, "cache"),
            ShippedPluginsFolder = Path.Combine(folder, "none"),
            Consul = new ConsulSettings { Address = consul, Consistency = consistency },
        };

        // As many as the engines have in processes of their own: passes and lanes hold a thread while they wait for files.
        int engines = int.Parse(count, CultureInfo.InvariantCulture);
        ThreadPool.SetMinThreads(ThreadsOfEach * engines, ThreadsOfEach * engines);
        await WarmAsync(settings, folder);
        Console.WriteLine(Ready);
        await Eventually.HoldsAsync(() => File.Exists(Path.Combine(folder, "go")), "the engines may start", TimeSpan.FromMinutes(10));
        await Task.WhenAll(Enumerable.Range(0, engines).Select(engine => Task.Run(() => FollowAsync(Of(settings, folder, $"{engine}"), CancellationToken.None))));
        return 0;
    }

    // Compiles the script and the methods of a pass, without Consul.
    private static async Task WarmAsync(EngineSettings settings, string folder)
    {
        string state = Directory.CreateDirectory(Path.Combine(folder, "definitions")).FullName;
        await File.WriteAllTextAsync(Path.Combine(state, "web.json"), """{ "service": { "name": "service-0000", "id": "a", "address": "10.0.0.1", "port": 1 } }""");
        EngineSettings warm = Of(settings, folder, "warm") with { StateFile = state };
        using var stop = new CancellationTokenSource();
        Task run = FollowAsync(warm, stop.Token);
        await Eventually.HoldsAsync(() => run.IsCompleted || File.Exists(Path.Combine(warm.Root, FleetFiles.Name)), "the first engine has written its file");
        await stop.CancelAsync();
        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (run.IsFaulted)
        {
            throw run.Exception;
        }
    }

    private static EngineSettings Of(EngineSettings settings, string folder, string engine) => settings with
    {
        Root = Directory.CreateDirectory(Path.Combine(folder, "out", engine)).FullName,
        DataFolder = Directory.CreateDirectory(Path.Combine(folder, "data", engine)).FullName,
    };

    private static async Task FollowAsync(EngineSettings settings, CancellationToken cancellationToken)
    {
        await using EngineParts engine = EngineParts.Create(settings, EngineRole.Daemon, NullLoggerFactory.Instance, TimeProvider.System);
        await engine.Plugins.LoadAsync(cancellationToken);
        await engine.Loop().RunAsync(new Teller(NullLogger<Teller>.Instance, engine.Time), () => true, cancellationToken);
    }
}
