using System.Globalization;

namespace Basenode.Haproxy.Live;

/// <summary>Reads the connections of servers from <c>show stat</c>.</summary>
internal static class ConnectionTable
{
    /// <summary>Connections that a server has or that wait for it, by its name; null when the answer is none, or cut short.</summary>
    public static IReadOnlyDictionary<string, int>? Parse(string reply)
    {
        string[] lines = reply.Split('\n');
        if (lines is not [['#', ' ', .. var header], ..] || !reply.EndsWith("\n\n", StringComparison.Ordinal))
        {
            return null;
        }

        string[] names = header.Split(',');
        (int name, int current, int queued) = (Array.IndexOf(names, "svname"), Array.IndexOf(names, "scur"), Array.IndexOf(names, "qcur"));
        var connections = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string line in lines.Skip(1).Where(line => line.Length > 0))
        {
            string[] fields = line.Split(',');
            if (name < 0 || fields.Length <= Math.Max(name, Math.Max(current, queued)) || Number(fields, current) is not { } now || Number(fields, queued) is not { } waiting)
            {
                return null;
            }

            connections[fields[name]] = now + waiting;
        }

        return connections;
    }

    private static int? Number(string[] fields, int at) =>
        at < 0 ? null
        : fields[at].Length == 0 ? 0
        : int.TryParse(fields[at], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}
