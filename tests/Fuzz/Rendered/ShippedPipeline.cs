using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Consul;
using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Rendering;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Variables;
using Basenode.Fuzz.Cluster;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Fuzz.Rendered;

/// <summary>The shipped script and templates behind the real stages: from Consul's answers over HTTP to the text of haproxy.cfg, many times in one process.</summary>
internal sealed class ShippedPipeline : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder;
    private readonly FakeConsul consul = new();
    private readonly ConsulClient client;
    private readonly ConsulReads reads;
    private readonly ClusterStore store;
    private readonly PluginHost plugins;
    private readonly VariableStage variables;
    private readonly Renderer renderer;

    private ShippedPipeline(TemporaryFolder folder)
    {
        this.folder = folder;
        var signal = new ChangeSignal();
        TimeProvider time = TimeProvider.System;
        var watchdog = new Watchdog(time);
        var settings = new EngineSettings
        {
            EtcFolder = folder["etc"],
            TemplateFolders = [Path.Combine(Repository.Root, "templates")],
            CacheFolder = folder["cache"],
            DataFolder = folder["data"],
            ShippedPluginsFolder = folder["shipped"],
        };
        client = new ConsulClient(new ConsulSettings { Address = consul.Address }, new ConsulTimings(), time, NullLogger.Instance);
        reads = new ConsulReads(client, new InstanceValidation(hostNames: false), new HoldTerms(new HoldSettings()), null);
        store = new ClusterStore(signal, time);
        plugins = new PluginHost(settings, signal, time, NullLoggerFactory.Instance, new PluginHostOptions
        {
            ScriptCompilerCommand = [Path.Combine(AppContext.BaseDirectory, "Basenode.CompilerProgram")],
            Watchdog = watchdog,
        });
        variables = new VariableStage(signal, watchdog, time, NullLogger<VariableStage>.Instance, new VariableOptions
        {
            ReservedNames = Renderer.BuiltInNames,
            Limit = Long,
            Patience = Long,
        });
        renderer = new Renderer(settings, signal, watchdog, time, NullLogger<Renderer>.Instance, new RenderOptions { Limit = Long, Patience = Long });
    }

    /// <summary>Compiles the shipped script and loads the shipped plugin.</summary>
    public static async Task<ShippedPipeline> StartAsync()
    {
        var folder = new TemporaryFolder();
        folder.Write("etc/conf.d/haproxy.csx", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "etc/pyconfd/conf.d/haproxy.csx")));
        Directory.CreateDirectory(folder["shipped/haproxy"]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Basenode.Haproxy.dll"), folder["shipped/haproxy/Basenode.Haproxy.dll"]);
        var pipeline = new ShippedPipeline(folder);
        await pipeline.plugins.LoadAsync(CancellationToken.None);
        string[] errors = [.. pipeline.plugins.Current.Plugins.SelectMany(plugin => plugin.Errors)];
        return errors.Length == 0 ? pipeline : throw new InvalidOperationException(string.Join('\n', errors));
    }

    /// <summary>The text of haproxy.cfg for what a Consul holds.</summary>
    /// <exception cref="FuzzException">There is none.</exception>
    public async Task<string> RenderAsync(ClusterModel cluster)
    {
        ClusterState state = await ReadAsync(cluster);
        using ContributionsLease lease = plugins.Take();
        VariableSet values = await variables.GatherAsync(lease.Contributions, state, CancellationToken.None);
        if (!values.Problems.IsEmpty)
        {
            throw new FuzzException($"the script failed: {values.Problems[0]}");
        }

        RenderedTarget rendered = (await renderer.RenderAsync(lease.Contributions, values, state, CancellationToken.None)).Single();
        return rendered.Text ?? throw new FuzzException($"nothing was rendered: {rendered.Error ?? rendered.Waiting}");
    }

    public async ValueTask DisposeAsync()
    {
        await plugins.DisposeAsync();
        await renderer.DisposeAsync();
        client.Dispose();
        await consul.DisposeAsync();
        folder.Dispose();
    }

    private async Task<ClusterState> ReadAsync(ClusterModel cluster)
    {
        const string Service = "/v1/health/service/";
        consul.Body = path => path.StartsWith(Service, StringComparison.Ordinal) ? cluster.ServiceJson(Uri.UnescapeDataString(path[Service.Length..])) : cluster.ServicesJson();
        var results = new List<(Query, QueryResult)>();
        object names = await AskAsync(new ServicesQuery(), results);
        foreach (ServiceSummary service in (IReadOnlyList<ServiceSummary>)names)
        {
            await AskAsync(new ServiceQuery(service.Name), results);
        }

        HashSet<Query> asked = [.. results.Select(result => result.Item1)];
        store.Forget([.. store.Current.Answers.Keys.Where(query => !asked.Contains(query))]);
        store.PublishMany(results);
        return store.Current;
    }

    private async Task<object> AskAsync(Query query, List<(Query, QueryResult)> results)
    {
        ConsulResult result = await reads.AskAsync(query, ReadOptions.Once, CancellationToken.None);
        if (result.Failure is { } failure)
        {
            throw new FuzzException($"{query} failed: {failure.Message}", failure);
        }

        results.Add((query, QueryResult.Of(result.Value, result.Quarantined)));
        return result.Value!;
    }
}
