using Basenode.Engine.FileSystem;
using Basenode.Engine.Plugins.Files;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Plugins.LastGood;

/// <summary>Keeps the compiled form of each script that serves, in <c>plugins/NAME/</c> of the data folder, so that it can serve after a restart when the newest version cannot.</summary>
/// <param name="files">Writes them; null for a process that only reads.</param>
internal sealed class LastGoodScripts(string dataFolder, FileTrust trust, DelayedFiles? files, ILogger logger)
{
    /// <summary>A version has registered and serves from now on.</summary>
    public void Keep(PluginFile script, LastGoodScript good) => files?.Put(PathOf(script), () => LastGoodDocument.Write(script, good));

    /// <summary>A script was removed: nothing of it may serve when one of its name comes again.</summary>
    public void Forget(PluginFile script) => files?.Put(PathOf(script), () => null);

    /// <summary>The version that served last; null when there is none, or none that can be read and trusted.</summary>
    public LastGoodScript? Find(PluginFile script)
    {
        string path = PathOf(script);
        if (FileStamp.Of(path) is not { IsRegular: true })
        {
            return null;
        }

        if (trust.Complaint(path) is { } complaint)
        {
            Log.LastGoodRefused(logger, script.ToString(), complaint);
            return null;
        }

        return KeptFile.Read(path, json => LastGoodDocument.Parse(json, script), files is not null, logger);
    }

    private string PathOf(PluginFile script) => Path.Combine(dataFolder, "plugins", script.FileName, "script.json");
}
