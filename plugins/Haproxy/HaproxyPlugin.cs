using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;

namespace Basenode.Haproxy;

/// <summary>Registers the check <c>haproxy</c>, the reload action <c>haproxy</c>, and the template functions <c>haproxy_word</c> and <c>haproxy_quote</c>.</summary>
public sealed class HaproxyPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistry plugins)
    {
        HaproxyMetrics.Publish();
        TemplateFunctions.Register(plugins);
        HaproxySettings settings = HaproxySettings.From(plugins.Settings);
        IReloadAction? start = settings.Start.Count > 0 ? plugins.FindReload(settings.Start[0], [.. settings.Start.Skip(1)]) : null;
        var test = new ConfigurationTest(settings);
        var master = new MasterProcess(settings, TimeProvider.System);
        plugins.Check("haproxy", new HaproxyCheck(test, plugins.Log, settings.Live ? new CheckCache(TimeProvider.System) : null));
        plugins.Reload("haproxy", new HaproxyReload(settings, master, new MasterReload(settings, master, test, plugins.Log), start, plugins.Log));
    }
}
