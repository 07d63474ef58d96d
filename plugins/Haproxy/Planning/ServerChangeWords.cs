using System.Globalization;

namespace Basenode.Haproxy.Planning;

/// <summary>Tells the changes of one backend's servers in few words.</summary>
internal static class ServerChangeWords
{
    /// <summary>As <c>+2 −1 servers, 1 address, 3 weights in web</c>.</summary>
    public static string Describe(IGrouping<string, ServerChange> backend)
    {
        Dictionary<ServerChangeKind, int> counts = backend.CountBy(change => change.Kind).ToDictionary();
        int added = counts.GetValueOrDefault(ServerChangeKind.Added);
        int removed = counts.GetValueOrDefault(ServerChangeKind.Removed);
        string[] signed = [.. Signed('+', added), .. Signed('−', removed)];
        string[] parts =
        [
            .. signed.Length == 0 ? [] : (string[])[$"{string.Join(' ', signed)} {(added + removed == 1 ? "server" : "servers")}"],
            .. Counted(counts.GetValueOrDefault(ServerChangeKind.Moved), "address", "addresses"),
            .. Counted(counts.GetValueOrDefault(ServerChangeKind.Weighted), "weight", "weights"),
            .. Counted(counts.GetValueOrDefault(ServerChangeKind.Switched), "state", "states"),
        ];
        return $"{string.Join(", ", parts)} in {backend.Key}";
    }

    private static IEnumerable<string> Signed(char sign, int count) =>
        count == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{sign}{count}")];

    private static IEnumerable<string> Counted(int count, string one, string many) =>
        count == 0 ? [] : [string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}")];
}
