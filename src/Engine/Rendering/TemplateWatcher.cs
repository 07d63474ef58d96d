using Basenode.Engine.Handoffs;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Rendering;

/// <summary>Notices edits of templates in use and asks for a pass. The system's notices are hints alone: every ten seconds it looks for itself.</summary>
internal sealed class TemplateWatcher(TemplateLibrary templates, IReadOnlyList<string> folders, ChangeSignal signal, TimeProvider time, ILogger log) : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly List<FileSystemWatcher> hints = [];
    private ITimer? timer;

    /// <summary>Starts to watch. Once.</summary>
    public void Start()
    {
        timer = time.CreateTimer(_ => Look(), null, Period, Period);
        foreach (string folder in folders.Where(Directory.Exists))
        {
            try
            {
                hints.Add(Hint(folder));
            }
            catch (Exception exception) when (exception is IOException or ArgumentException or UnauthorizedAccessException)
            {
                Log.NotWatched(log, folder, exception.Message);
            }
        }
    }

    public void Dispose()
    {
        timer?.Dispose();
        hints.ForEach(hint => hint.Dispose());
    }

    private FileSystemWatcher Hint(string folder)
    {
        var hint = new FileSystemWatcher(folder) { IncludeSubdirectories = true };
        hint.Changed += (_, _) => Soon();
        hint.Created += (_, _) => Soon();
        hint.Deleted += (_, _) => Soon();
        hint.Renamed += (_, _) => Soon();
        hint.EnableRaisingEvents = true;
        return hint;
    }

    // Each further notice puts the look off: an edit is taken up when it has settled.
    private void Soon() => timer?.Change(TemplateLibrary.Settling + TimeSpan.FromMilliseconds(20), Period);

    private void Look()
    {
        (IReadOnlyList<string> edited, bool settling) = templates.Edits();
        if (settling)
        {
            Soon();
            return;
        }

        foreach (string name in edited)
        {
            signal.Raise($"template {name} edited");
        }
    }
}
