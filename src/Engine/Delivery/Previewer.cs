using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Delivery.Files;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>Says what a run would do, with the same comparison, checks and grouping. Takes no lock, remembers nothing, makes no folder but a temporary one.</summary>
internal sealed class Previewer(string root, Checker checker, ReloadPreviewer reloads, RetryClock retries)
{
    /// <summary>Every target, in the given order.</summary>
    public async Task<ImmutableArray<TargetPreview>> PreviewAsync(
        ImmutableArray<TargetDelivery> targets,
        Contributions contributions,
        CancellationToken cancellationToken)
    {
        // Side by side: a check that hangs delays no other.
        TargetPreview[] looked = await Task.WhenAll(targets.Select(target => LookAndCheckAsync(target, contributions, cancellationToken)));
        Dictionary<TargetDelivery, TargetPreview> previews = targets.Zip(looked).ToDictionary();
        foreach (TargetGroup group in TargetGroup.Form(targets, contributions, retries))
        {
            group.Begin();
            if (group.Reload is not null)
            {
                await reloads.LookAsync(group, previews, cancellationToken);
            }
        }

        return [.. targets.Select(target => previews[target])];
    }

    private async Task<TargetPreview> LookAndCheckAsync(TargetDelivery target, Contributions contributions, CancellationToken cancellationToken)
    {
        var preview = new TargetPreview
        {
            Target = target.Target.Name,
            Destination = target.Path,
            Proposed = target.Rendered.Text,
            Error = target.Rendered.Error ?? target.Rendered.Waiting,
            Check = target.Target.Check?.ToString(),
        };
        try
        {
            target.Path = Destination.Resolve(root, target.Target.Destination);
            target.InPlace = target.Track.Look(target.Path);
            string? current = target.InPlace.Stamp is null ? null : await File.ReadAllTextAsync(target.Path, cancellationToken);
            preview = preview with { Destination = target.Path, Current = current };
            if (!preview.WouldChange)
            {
                return preview;
            }

            Destination.RefuseUnwritable(root, target.Path, target.InPlace.Stamp);
            if (target.Target.Check is null)
            {
                return preview;
            }

            CheckVerdict verdict = await CheckAsync(target, contributions, cancellationToken);
            return preview with { Refusal = verdict.Refusal, MissingProgram = verdict.MissingProgram };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return preview with { Error = preview.Error ?? $"cannot write {target.Path}: {exception.Message}" };
        }
    }

    private async Task<CheckVerdict> CheckAsync(TargetDelivery target, Contributions contributions, CancellationToken cancellationToken)
    {
        string text = target.Rendered.Text!;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("basenode-preview-");
        try
        {
            LetIn(folder, ActionNames.Check(target.Target.Check!, contributions));
            string path = Path.Join(folder.FullName, Path.GetFileName(target.Path));
            using Candidate candidate = Candidate.Write(path, Encoding.UTF8.GetBytes(text), OwnershipOf(target));
            var request = new CheckRequest
            {
                Target = target.Target.Name,
                Template = target.Target.Template,
                Destination = target.Path,
                Candidate = candidate.Path,
                Content = text,
            };
            return await checker.JudgeAsync(target.Target, request, contributions, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The folder is the engine's alone. A command that runs as another user must get through to the candidate, which has the mode that it will have in place.
    private static void LetIn(DirectoryInfo folder, ResolvedAction check)
    {
        if (check.Action is CommandAction { User: not null })
        {
            folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        }
    }

    // A person without root's rights may ask what the engine, which has them, would do.
    private static Ownership OwnershipOf(TargetDelivery target)
    {
        var ownership = Ownership.For(target.Target, target.InPlace.Stamp);
        return Native.OwnUser == 0 ? ownership : ownership with { User = Native.OwnUser, Group = Native.OwnGroup };
    }
}
