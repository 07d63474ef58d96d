using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Plugins;

namespace Basenode.Engine.Delivery;

/// <summary>Asks reload actions what their programs say of themselves, when somebody wants to know. Any thread may ask.</summary>
internal sealed class ProgramViews(ReloadCalls calls, TargetStateStore store, RetryClock clock)
{
    // Questions that come often, or at the same time, get the same answer.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private ImmutableArray<ViewedGroup> known = [];
    private Task<ImmutableArray<ProgramReport>>? asked;
    private DateTimeOffset askedAt;

    /// <summary>Takes the groups of a pass. The next question is about these.</summary>
    public void Keep(IEnumerable<TargetGroup> groups)
    {
        ImmutableArray<ViewedGroup> next = [.. groups.Select(ViewedGroup.Of).OfType<ViewedGroup>()];
        lock (gate)
        {
            known = next;
        }
    }

    /// <summary>Asks every action that knows what is in place; a second question within a second has the answer of the first.</summary>
    public Task<ImmutableArray<ProgramReport>> AskAsync(Contributions contributions)
    {
        lock (gate)
        {
            DateTimeOffset now = clock.Now;
            if (asked is null || (asked.IsCompleted && (now - askedAt).Duration() >= Fresh))
            {
                (asked, askedAt) = (AskAllAsync(known, contributions), now);
            }

            return asked;
        }
    }

    /// <summary>Asks the action of one group, made anew or not.</summary>
    /// <returns>Null when it has nothing to tell.</returns>
    public Task<ProgramReport?> AskAsync(TargetGroup group) =>
        ViewedGroup.Of(group) is { } viewed ? AskOneAsync(viewed, group.Contributions, mayMake: true) : Task.FromResult<ProgramReport?>(null);

    private async Task<ImmutableArray<ProgramReport>> AskAllAsync(ImmutableArray<ViewedGroup> groups, Contributions contributions) =>
        [.. (await Task.WhenAll(groups.Select(group => AskOneAsync(group, contributions, mayMake: false)))).OfType<ProgramReport>()];

    private async Task<ProgramReport?> AskOneAsync(ViewedGroup group, Contributions contributions, bool mayMake)
    {
        ImmutableArray<TargetChange> files = [.. group.Files.Select(InPlace).OfType<TargetChange>()];
        if (files.IsEmpty)
        {
            return null;
        }

        (ProgramPart? program, string? problem) = await calls.DescribeAsync(contributions, group.Reload, new ReloadChange(files), mayMake);
        return program is null && problem is null
            ? null
            : new ProgramReport($"{group.Reload}", [.. files.Select(file => file.Target)], program, problem is null ? null : ProgramText.Clean(problem));
    }

    private TargetChange? InPlace(ViewedFile file)
    {
        try
        {
            return new TargetChange
            {
                Target = file.Target,
                Template = file.Template,
                Destination = file.Path,
                OldContent = store.ReadLastGood(file.Target) is { } last ? Encoding.UTF8.GetString(last) : null,
                NewContent = File.ReadAllText(file.Path),
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be read is told by the target's own report.
            return null;
        }
    }

    private sealed record ViewedFile(string Target, string? Template, string Path);

    private sealed record ViewedGroup(TargetAction Reload, ImmutableArray<ViewedFile> Files)
    {
        // A command line has nothing to tell.
        public static ViewedGroup? Of(TargetGroup group) => group.Reload is NamedAction reload
            ? new ViewedGroup(reload, [.. group.Members.Where(member => member.PathProblem is null).Select(member => new ViewedFile(member.Target.Name, member.Target.Template, member.Path))])
            : null;
    }
}
