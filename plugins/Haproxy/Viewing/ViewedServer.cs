using System.Globalization;
using Basenode.Haproxy.Live;

namespace Basenode.Haproxy.Viewing;

/// <summary>One server as the running HAProxy shows it: a row of <c>show stat</c>, and what it was told from <c>show servers state</c>.</summary>
internal sealed record ViewedServer
{
    private const int Longest = 200;

    /// <summary>Its backend and name.</summary>
    public required ServerKey Key { get; init; }

    /// <summary>The column <c>status</c>, such as <c>UP 1/3</c>, <c>DOWN (agent)</c>, <c>no check</c>.</summary>
    public required string Status { get; init; }

    /// <summary>How the last check ended, with its code: <c>L7STS 503</c>; empty without checks.</summary>
    public string Check { get; init; } = "";

    /// <summary>How the agent was asked last, such as <c>L7OK</c>; empty without an agent.</summary>
    public string Agent { get; init; } = "";

    /// <summary>The server whose checks count for it; empty for none.</summary>
    public string Tracked { get; init; } = "";

    /// <summary>Sessions that it has or that wait for it.</summary>
    public int Sessions { get; init; }

    /// <summary>How long its status has been so.</summary>
    public TimeSpan Lasted { get; init; }

    /// <summary>What it was told, and the weight that counts; null where the other answer does not have it.</summary>
    public ServerRow? Told { get; init; }

    /// <summary>Whether it gets traffic.</summary>
    public bool IsUp => !IsInMaintenance && !IsDraining && Weight != 0 && !Is("DOWN") && !Is("NOLB");

    /// <summary>Whether it is in maintenance, whoever said so.</summary>
    public bool IsInMaintenance => Is("MAINT");

    /// <summary>Whether it was told to take no new sessions.</summary>
    public bool IsDraining => Told is { IsDraining: true };

    /// <summary>The weight that counts.</summary>
    public int Weight => Told?.Weight ?? 1;

    /// <summary>Reads the rows of <c>show stat</c> that are servers.</summary>
    public static IEnumerable<ViewedServer> AllIn(IEnumerable<IReadOnlyDictionary<string, string>> stat, ServerRows told) =>
        from row in stat
        where Text(row, "type") == "2"
        let key = new ServerKey(Printable(Text(row, "pxname")), Printable(Text(row, "svname")))
        select new ViewedServer
        {
            Key = key,
            Status = Printable(Text(row, "status")),
            // A check that is on its way is marked by a star.
            Check = Printable($"{Text(row, "check_status").TrimStart('*', ' ')} {Text(row, "check_code")}".Trim()),
            Agent = Printable(Text(row, "agent_status").TrimStart('*', ' ')),
            Tracked = Printable(Text(row, "tracked")),
            Sessions = (int)Math.Min(int.MaxValue, Number(row, "scur") + Number(row, "qcur")),
            Lasted = TimeSpan.FromSeconds(Math.Min(Number(row, "lastchg"), int.MaxValue)),
            Told = told.Of(key.Backend).GetValueOrDefault(key.Server),
        };

    private bool Is(string status) => Status.StartsWith(status, StringComparison.Ordinal);

    private static string Text(IReadOnlyDictionary<string, string> row, string column) => row.GetValueOrDefault(column, "");

    private static long Number(IReadOnlyDictionary<string, string> row, string column) =>
        long.TryParse(Text(row, column), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    // It goes to terminals.
    private static string Printable(string text) => string.Concat(text.Take(Longest).Select(character => character is >= ' ' and <= '~' ? character : '?'));
}
