namespace Basenode.Haproxy.Model;

/// <summary>Where a file names servers beside their own lines: there HAProxy refuses the file, or acts otherwise, when a server is gone.</summary>
internal static class ServerNames
{
    /// <summary>Whether anything but the lines of servers may name this one. Generous: a word that only looks like the name counts.</summary>
    public static bool IsMentioned(HaproxyFile file, string server) =>
        file.Sections.Any(section => section.Directives.Any(line => Words(section, line).Any(word => Holds(word, server) || IsUnknown(line, word))));

    /// <summary>Whether a rule names this server of a backend, so that the rule's meaning changes with it: <c>use-server</c>, <c>track</c>, <c>srv_is_up(…)</c> and its like.</summary>
    public static bool IsUsed(HaproxyFile file, string backend, string server) =>
        file.Sections.Any(section => section.Directives.Any(line =>
            line.Keyword == "server" ? IsServer(section, line) && Tracked(line).Any(word => IsNameOf(word, section.Name, backend, server))
            : line.Keyword == "use-server" ? section.Name == backend && section.HasServers && line.Words.Skip(1).Take(1).Any(word => Holds(word, server))
            : line.Words.Any(word => word.Contains("srv", StringComparison.Ordinal) && Holds(word, server))));

    // Of a server's line only what it tracks names another server.
    private static IEnumerable<string> Words(Section section, Directive line) => IsServer(section, line) ? Tracked(line) : line.Words.Skip(1);

    private static bool IsServer(Section section, Directive line) => section.HasServers && line.Keyword is "server" or "default-server";

    private static IEnumerable<string> Tracked(Directive line) => line.Words.Zip(line.Words.Skip(1)).Where(pair => pair.First == "track").Select(pair => pair.Second);

    private static bool IsNameOf(string word, string section, string backend, string server) => word == $"{backend}/{server}" || (section == backend && word == server);

    // A variable may hold any name.
    private static bool IsUnknown(Directive line, string word) =>
        word.Contains('$') && (line.Keyword is "use-server" or "server" or "default-server" || word.Contains("srv", StringComparison.Ordinal));

    private static bool Holds(string word, string name)
    {
        for (int at = word.IndexOf(name, StringComparison.Ordinal); at >= 0; at = word.IndexOf(name, at + 1, StringComparison.Ordinal))
        {
            bool beginsHere = at == 0 || !IsLetter(word[at - 1]);
            bool endsHere = at + name.Length == word.Length || !IsLetter(word[at + name.Length]);
            if (beginsHere && endsHere)
            {
                return true;
            }
        }

        return false;
    }

    // Dots and colons are letters of names too; here they end one, so that more is found.
    private static bool IsLetter(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-';
}
