using System.Globalization;
using System.Text;
using Basenode.Haproxy.Reloading;

namespace Basenode.Haproxy.Files;

/// <summary>Gives a running HAProxy a map or an ACL file anew: the whole content as another version, which then takes the place of the one before at once.</summary>
/// <remarks>
/// Never single entries: so the order and the first of several entries with one key are those of the file, nobody ever sees half of a change, and none of the commands is given
/// over which some versions run in circles (<c>set map</c> by key in 3.2) or end (many <c>del map</c> at once).
/// </remarks>
internal sealed class LivePatterns(FileSocket socket)
{
    // HAProxy reads a command and its lines into one buffer, of 16 kB unless the configuration says less. Short ones also let others have their turn.
    private const int MostBytes = 4_000;

    /// <summary>Compares HAProxy's entries with those of the file, and replaces them where they differ.</summary>
    /// <exception cref="FileCommandException">It takes a reload.</exception>
    public async Task MakeSoAsync(DataFile file, CancellationToken cancellationToken)
    {
        PatternFile wanted = PatternFile.Parse(file.Change.NewContent, file.HasValues);
        if (!wanted.IsComparable)
        {
            return;
        }

        string name = await NameAsync(file, cancellationToken);
        if (await HasAsync(file, name, wanted.Entries, cancellationToken))
        {
            return;
        }

        if (wanted.Obstacle is { } why)
        {
            throw new FileCommandException($"{file.Kind} {file.Name} differs, and {why}");
        }

        await ReplaceAsync(file, name, wanted.Entries, cancellationToken);
        if (!file.IsWrittenByTraffic && !await HasAsync(file, name, wanted.Entries, cancellationToken))
        {
            throw new FileCommandException($"{file.Kind} {file.Name} still differs after it was replaced");
        }
    }

    // The name as HAProxy spells it. A number would be shorter, but is another file's after a reload by somebody else.
    private async Task<string> NameAsync(DataFile file, CancellationToken cancellationToken)
    {
        string list = await socket.AskAsync($"show {file.Kind}", cancellationToken);
        string path = file.Change.Destination;
        string? name = ((string[])[path, $"file@{path}", $"opt@{path}"]).FirstOrDefault(one => list.Contains($" ({one}) ", StringComparison.Ordinal));
        return name is null ? throw new FileCommandException($"HAProxy has not loaded {file.Kind} {path}")
            : FileWords.IsPath(name) ? name
            : throw new FileCommandException($"{path} has letters that HAProxy's command line does not accept");
    }

    private async Task<bool> HasAsync(DataFile file, string name, IReadOnlyList<PatternEntry> wanted, CancellationToken cancellationToken)
    {
        string reply = await socket.AskAsync($"show {file.Kind} {name}", cancellationToken);
        IReadOnlyList<PatternEntry> present = PatternReply.Parse(reply, file.HasValues)
            ?? throw new FileCommandException($"no complete answer to \"show {file.Kind} {name}\"", reply.Length == 0 ? SocketReplyKind.Broken : SocketReplyKind.Answered);
        return present.SequenceEqual(wanted);
    }

    private async Task ReplaceAsync(DataFile file, string name, IReadOnlyList<PatternEntry> entries, CancellationToken cancellationToken)
    {
        const string Created = "New version created: ";
        string prepare = $"prepare {file.Kind} {name}";
        string answer = (await socket.GiveAsync(prepare, [], cancellationToken)).Trim();
        if (!answer.StartsWith(Created, StringComparison.Ordinal) || !uint.TryParse(answer.AsSpan(Created.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint version))
        {
            throw FileCommandException.Refused(prepare, answer);
        }

        try
        {
            await (file.HasValues ? AddLinesAsync(version, name, entries, cancellationToken) : AddWordsAsync(version, name, entries, cancellationToken));
            await socket.DoAsync($"commit {file.Kind} @{version} {name}", [], cancellationToken);
        }
        catch (FileCommandException failure) when (failure.Contact is SocketReplyKind.Answered)
        {
            await socket.GiveAsync($"clear {file.Kind} @{version} {name}", [], cancellationToken);
            throw;
        }
    }

    // Values may hold anything but the end of a line: as lines after the command none of it has a meaning.
    private async Task AddLinesAsync(uint version, string name, IReadOnlyList<PatternEntry> entries, CancellationToken cancellationToken)
    {
        foreach (IReadOnlyList<string> lines in Portions(entries.Select(entry => $"{entry.Key} {entry.Value}")))
        {
            await socket.DoAsync($"add map @{version} {name}", lines, cancellationToken);
        }
    }

    // HAProxy takes no lines for ACLs.
    private async Task AddWordsAsync(uint version, string name, IReadOnlyList<PatternEntry> entries, CancellationToken cancellationToken)
    {
        foreach (IReadOnlyList<string> commands in Portions(entries.Select(entry => $"add acl @{version} {name} {entry.Key}")))
        {
            await socket.DoAllAsync(commands, cancellationToken);
        }
    }

    private static IEnumerable<IReadOnlyList<string>> Portions(IEnumerable<string> lines)
    {
        var portion = new List<string>();
        int bytes = 0;
        foreach (string line in lines)
        {
            int length = Encoding.UTF8.GetByteCount(line) + 1;
            if (portion.Count > 0 && bytes + length > MostBytes)
            {
                yield return portion;
                (portion, bytes) = ([], 0);
            }

            portion.Add(line);
            bytes += length;
        }

        if (portion.Count > 0)
        {
            yield return portion;
        }
    }
}
