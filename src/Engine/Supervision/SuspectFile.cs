using System.Collections.Immutable;
using Basenode.Engine.FileSystem;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision;

/// <summary>Keeps the suspects in <c>suspects.json</c> of the data folder, so that further restarts go on skipping them.</summary>
/// <param name="isOwn">Whether this process may change it.</param>
internal sealed class SuspectFile(string dataFolder, bool isOwn, ILogger log)
{
    private readonly string path = Path.Combine(dataFolder, "suspects.json");
    private bool isUnwritable;

    /// <summary>Reads the file.</summary>
    public (ImmutableArray<Suspect> Suspects, RetryState? Restart) Load() =>
        KeptFile.Read(path, json => SuspectDocument.Parse(json), isOwn, log) is { } document ? (document.ToSuspects(), document.Restart?.ToState()) : ([], null);

    /// <summary>Replaces the file. When it cannot be written that is logged once.</summary>
    public void Save(ImmutableArray<Suspect> suspects, RetryState? restart)
    {
        if (!isOwn)
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(dataFolder);
            PrivateFile.Write(path, SuspectDocument.Write(suspects, restart), lasting: false);
            isUnwritable = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!isUnwritable)
            {
                isUnwritable = true;
                Log.SuspectsUnwritable(log, path, exception.Message);
            }
        }
    }
}
