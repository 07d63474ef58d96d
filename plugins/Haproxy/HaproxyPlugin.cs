using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Ports;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;

namespace Basenode.Haproxy;

/// <summary>Registers the check <c>haproxy</c>, the reload action <c>haproxy</c>, and the template functions <c>haproxy_word</c>, <c>haproxy_quote</c> and <c>port_free</c>.</summary>
public sealed class HaproxyPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry plugins)
    {
        HaproxyMetrics.Publish();
        TemplateFunctions.Register(plugins);
        HaproxySettings settings = HaproxySettings.From(plugins.Settings);
        TimeProvider time = TimeProvider.System;
        var test = new ConfigurationTest(settings);
        CheckCache? cache = settings.Live ? new CheckCache(time) : null;
        var master = new MasterProcess(settings, time);
        var ports = new PortTable(time, plugins.Log);
        var reload = new ReloadOrStart(settings, master, new MasterReload(settings, master, test, plugins.Log), StartActions.From(settings, plugins), plugins.Log) { Ports = ports };
        // What `basenode test` renders must not depend on the ports of the machine that it runs on.
        bool isTest = Environment.GetEnvironmentVariable("BASENODE_TEST") is "1";
        plugins.Function("port_free", (int port) => isTest || ports.IsFree(port));
        plugins.Variables(_ => new { HaproxyPortAnswers = ports.Revision }, new VariablesOptions { Notice = ports.Notice });
        plugins.Check("haproxy", new HaproxyCheck(test, plugins.Log, cache));
        plugins.Reload("haproxy", new HaproxyReload(settings, master, reload, new SkippedChecks(test, cache, time), plugins.Log));
    }
}
