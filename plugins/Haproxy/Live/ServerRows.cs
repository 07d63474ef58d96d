using System.Globalization;
using System.Net;

namespace Basenode.Haproxy.Live;

/// <summary>The answer to <c>show servers state</c>: all servers of the running HAProxy by backend and name.</summary>
internal sealed class ServerRows
{
    private static readonly string[] Columns = ["be_id", "be_name", "srv_name", "srv_addr", "srv_port", "srv_uweight", "srv_admin_state", "srv_op_state", "srv_check_state"];
    private const int Stopped = 0;
    private const int CheckIsEnabled = 0x04;
    private readonly Dictionary<string, Dictionary<string, ServerRow>> backends = new(StringComparer.Ordinal);

    private ServerRows(string header) => Header = header;

    /// <summary>The line that names the columns.</summary>
    public string Header { get; }

    /// <summary>The servers of a backend by name; none when there is no such backend.</summary>
    public IReadOnlyDictionary<string, ServerRow> Of(string backend) =>
        backends.TryGetValue(backend, out Dictionary<string, ServerRow>? rows) ? rows : new Dictionary<string, ServerRow>();

    /// <summary>Reads an answer; null when it is none, or cut short.</summary>
    public static ServerRows? Parse(string reply)
    {
        // An answer ends with an empty line. Without it the rest may have been lost, and a server that is not listed would be added again.
        string[] lines = reply.Split('\n');
        if (lines is not ["1", ['#', ' ', .. var header], ..] || !reply.EndsWith("\n\n", StringComparison.Ordinal))
        {
            return null;
        }

        string[] names = header.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] at = [.. Columns.Select(column => Array.IndexOf(names, column))];
        if (at.Contains(-1))
        {
            return null;
        }

        var rows = new ServerRows(lines[1]);
        foreach (string line in lines.Skip(2).TakeWhile(line => line.Length > 0))
        {
            if (!rows.TryAdd(line, at))
            {
                return null;
            }
        }

        return rows;
    }

    private bool TryAdd(string line, int[] at)
    {
        string[] fields = line.Split(' ');
        if (fields.Length <= at.Max()
            || Number(fields[at[0]]) is not { } backendId
            || Number(fields[at[4]]) is not { } port
            || Number(fields[at[5]]) is not { } weight
            || Number(fields[at[6]]) is not { } admin
            || Number(fields[at[7]]) is not { } state
            || Number(fields[at[8]]) is not { } check)
        {
            return false;
        }

        var key = new ServerKey(fields[at[1]], fields[at[2]]);
        // A port that is mapped (address:-1000) is shown as a number beyond all ports.
        IPEndPoint? endpoint = IPAddress.TryParse(fields[at[3]], out IPAddress? address) && port is > 0 and <= 65_535 ? new IPEndPoint(address, (int)port) : null;
        if (!backends.TryGetValue(key.Backend, out Dictionary<string, ServerRow>? servers))
        {
            backends.Add(key.Backend, servers = new Dictionary<string, ServerRow>(StringComparer.Ordinal));
        }

        servers[key.Server] = new ServerRow(key, (int)backendId, endpoint, (int)weight, (AdminState)admin)
        {
            IsDown = state == Stopped && admin == 0 && (check & CheckIsEnabled) != 0,
            Line = line,
        };
        return true;
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
