using Basenode.Engine.FileSystem;
using Basenode.Engine.Supervision;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Rendering;

/// <summary>Notices edits of templates in use and asks for a pass when they have settled.</summary>
internal sealed class TemplateWatcher(TemplateLibrary templates, IReadOnlyList<string> folders, ChangeSignal signal)
{
    // An edit has settled as soon as the file was left alone this long; a little more, or the look would come just too early.
    private readonly TimeSpan settle = templates.Settling + TimeSpan.FromMilliseconds(5);

    /// <summary>Starts to watch.</summary>
    /// <returns>Watches until it is disposed.</returns>
    public FolderWatcher Start(TaskSupervisor supervisor, ILogger log)
    {
        var watch = new FolderWatch
        {
            Name = "watching templates",
            Folders = () => folders.Select(folder => new WatchedFolder(folder, IsDeep: true)),
            LookAsync = LookAsync,
            Settle = settle,
        };
        templates.Watched();
        return new FolderWatcher(watch, supervisor, log);
    }

    private Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        (IReadOnlyList<string> edited, bool settling) = templates.Edits();
        foreach (string name in edited)
        {
            signal.Raise($"template {name} edited");
        }

        return Task.FromResult(settling);
    }
}
