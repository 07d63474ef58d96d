using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Plugins;
using Basenode.Engine.Plugins.Scripts;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging.Abstractions;

// Without arguments: the compiling child. With an etc folder and a cache folder: load the plugins there, then name what they contribute
// and every assembly that is in the process.
if (args is not [var etc, var cache])
{
    return await ScriptCompilerProgram.RunAsync(Console.In, Console.Out);
}

var settings = new EngineSettings { EtcFolder = etc, CacheFolder = cache, ShippedPluginsFolder = Path.Combine(etc, "none") };
var options = new PluginHostOptions { ScriptCompilerCommand = [Environment.ProcessPath!] };
await using var host = new PluginHost(settings, new ChangeSignal(), TimeProvider.System, NullLoggerFactory.Instance, options);
await host.LoadAsync(CancellationToken.None);
foreach (PluginSummary plugin in host.Current.Plugins)
{
    Console.WriteLine($"plugin {plugin.Name}: {string.Join(", ", plugin.Contributes)} {string.Join(", ", plugin.Errors)}");
}

foreach (System.Reflection.Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
{
    Console.WriteLine($"assembly {assembly.GetName().Name}");
}

return 0;
