using System.Collections.Concurrent;
using System.Globalization;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Plugins;

namespace Basenode.Haproxy.Checking;

/// <summary>Knows which candidates HAProxy would surely load: those that it accepted, and for a minute those that differ in nothing but servers like the ones it had.</summary>
/// <remarks>
/// Asking takes 25 ms and more, longer than everything else from a change to the traffic, and in a cluster most changes are of this kind. All lines
/// but the servers' must say the same as in the accepted file, and each server must have an address, a weight in the limits, a name of its own of plain letters, and
/// word for word the options of one that its backend had. A server that comes or goes must be named nowhere else. What is accepted in this way is still checked,
/// after the change has reached the traffic (<see cref="SkippedChecks"/>).
/// </remarks>
internal sealed class CheckCache(TimeProvider time)
{
    private const int LongestLine = 1_000;
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Accepted> accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> letThrough = new(StringComparer.Ordinal);

    /// <summary>Notes what HAProxy accepted for a destination.</summary>
    public void Remember(string destination, string content)
    {
        accepted[destination] = new Accepted(content, time.GetTimestamp());
        letThrough.TryRemove(KeyValuePair.Create(destination, content));
    }

    /// <summary>Forgets what it accepted.</summary>
    public void Forget(string destination) => accepted.TryRemove(destination, out _);

    /// <summary>Whether a content was let through without asking HAProxy, and still is to be asked for.</summary>
    public bool IsUnchecked(string destination, string content) => letThrough.GetValueOrDefault(destination) == content;

    /// <summary>Notes that a content was let through without asking.</summary>
    public void LetThrough(string destination, string content) => letThrough[destination] = content;

    /// <summary>Whether a candidate is surely as good as what was accepted.</summary>
    public bool IsAsGood(CheckRequest candidate)
    {
        string content = candidate.Content;
        if (!accepted.TryGetValue(candidate.Destination, out Accepted? known)
            || time.GetElapsedTime(known.At) > Validity
            || !content.EndsWith('\n')
            || content.Contains('\0')
            || content.Split('\n').Any(line => line.Length > LongestLine))
        {
            return false;
        }

        var target = new TargetChange { Target = candidate.Target, Destination = candidate.Destination, OldContent = known.Content, NewContent = content };
        return ChangePlanner.Plan(new ReloadChange([target]), HaproxyVersion.Any).Kind is not PlanKind.Reload
            && AreAlike(HaproxyFile.Parse(known.Content), HaproxyFile.Parse(content));
    }

    // The plan has seen to it that the sections are the same, in the same order.
    private static bool AreAlike(HaproxyFile before, HaproxyFile after) =>
        before.Sections.Zip(after.Sections).All(pair =>
            AreAlike(Servers(pair.First), Servers(pair.Second))
            && !ComeOrGo(Servers(pair.First), Servers(pair.Second)).Any(server => ServerNames.IsMentioned(after, server)));

    private static IEnumerable<string> ComeOrGo(Directive[] before, Directive[] after)
    {
        HashSet<string> names = [.. before.Where(line => line.Words.Count > 1).Select(line => line.Words[1])];
        names.SymmetricExceptWith(after.Where(line => line.Words.Count > 1).Select(line => line.Words[1]));
        return names;
    }

    private static bool AreAlike(Directive[] before, Directive[] after)
    {
        HashSet<string> lines = [.. before.Select(line => string.Join('\n', line.Words))];
        HashSet<string> shapes = [.. before.Select(Shape).OfType<string>()];
        return after.All(line => lines.Contains(string.Join('\n', line.Words)) || (Shape(line) is { } shape && shapes.Contains(shape)));
    }

    private static Directive[] Servers(Section section) =>
        section.HasServers ? [.. section.Directives.Where(line => line.Keyword == "server")] : [];

    // The options without the weight's number; null for a line that is like no other. Two servers must not have the same id or guid, and what one tracks must be there.
    private static string? Shape(Directive line)
    {
        if (line.Words.Any(word => word is "id" or "guid" or "track") || ServerLine.Read(line.Words, []) is not { Endpoint: not null } server || !CommandWords.AreSafe("b", server))
        {
            return null;
        }

        string[] options = [.. line.Words.Skip(3)];
        for (int index = 1; index < options.Length; index++)
        {
            bool isWeight = options[index - 1] == "weight" && int.TryParse(options[index], NumberStyles.None, CultureInfo.InvariantCulture, out int weight) && weight <= 256;
            options[index] = isWeight ? "" : options[index];
        }

        return string.Join('\n', options);
    }

    private sealed record Accepted(string Content, long At);
}
