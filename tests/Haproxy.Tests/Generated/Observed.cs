using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Generated;

/// <summary>What a running HAProxy shows of a generated file: its servers as it says itself, and where requests go.</summary>
internal static partial class Observed
{
    private const int Requests = 50;

    // A check that is on its way shows the last one's end behind a star.
    private static readonly char[] UnderWay = ['*', ' '];

    // Of "show stat": what a server is, not what it has done.
    private static readonly string[] Columns = ["status", "weight", "act", "bck", "slim", "check_rise", "check_fall", "check_status", "cookie", "addr"];

    // Of srv_admin_state: that the file had disabled it once. It stays when a command or an agent has ended that, and means nothing then.
    private const int WasDisabled = 4;

    // Of "show servers state".
    private static readonly string[] States = ["srv_uweight", "srv_admin_state", "srv_fqdn", "srv_port", "srv_check_port", "srv_agent_port"];

    /// <summary>The servers of the file's backends, a line each, sorted; those that are on their way out are left out.</summary>
    public static async Task<string[]> ServersAsync(RealHaproxy haproxy, GeneratedFile file)
    {
        Dictionary<(string, string), string> stat = Table(await haproxy.AdminAsync("show stat"), ',', "pxname", "svname", Columns);
        Dictionary<(string, string), string> states = Table(await haproxy.AdminAsync("show servers state"), ' ', "be_name", "srv_name", States);
        HashSet<(string, string)> wanted = [.. file.Backends.SelectMany(backend => backend.Servers.Select(server => (backend.Name, server.Name)))];
        return
        [
            .. stat.Where(row => wanted.Contains(row.Key) || (file.Backends.Any(backend => backend.Name == row.Key.Item1) && IsServing(row)))
                .Select(row => $"{row.Key.Item1}/{row.Key.Item2} {Plain($"{row.Value} {states.GetValueOrDefault(row.Key)}")}")
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Where each of 50 requests to a backend goes: the number of a web server, or what HAProxy answers itself; and the cookie that came with it.</summary>
    public static async Task<(string Server, string Cookie)[]> TrafficAsync(int port, GeneratedBackend backend)
    {
        var answers = new (string, string)[Requests];
        for (int i = 0; i < Requests; i++)
        {
            answers[i] = await AskAsync(port, backend is { IsListen: true, IsSecure: true }, string.Create(CultureInfo.InvariantCulture, $"GET /{backend.Name}/{i}?id=k{i} HTTP/1.0\r\nX-Key: k{i}\r\nHost: a\r\n\r\n"));
        }

        return answers;
    }

    // A server that the file disables shows that it was the file, shows no check, and its weight at once; one that was disabled by a command does not. Both serve nobody.
    private static string Plain(string row) => !row.Contains("status=MAINT", StringComparison.Ordinal) ? AdminState().Replace(row, match => string.Create(CultureInfo.InvariantCulture, $"srv_admin_state={int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) & ~WasDisabled}")) : string.Join(
        ' ',
        row.Split(' ').Where(column => !column.StartsWith("srv_admin_state=", StringComparison.Ordinal) && !column.StartsWith("check_", StringComparison.Ordinal) && !column.StartsWith("weight=", StringComparison.Ordinal)));

    private static bool IsServing(KeyValuePair<(string Backend, string Server), string> row) =>
        row.Key.Server is not ("BACKEND" or "FRONTEND") && !row.Value.Contains("MAINT", StringComparison.Ordinal) && !row.Value.Contains("DRAIN", StringComparison.Ordinal);

    private static Dictionary<(string, string), string> Table(string answer, char separator, string first, string second, string[] columns)
    {
        string[][] lines = [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Length > 1).Select(line => line.TrimStart('#', ' ').Split(separator))];
        int head = Array.FindIndex(lines, line => line.Contains(first));
        if (head < 0)
        {
            return [];
        }

        int[] indexes = [.. columns.Select(column => Array.IndexOf(lines[head], column))];
        (int backend, int server) = (Array.IndexOf(lines[head], first), Array.IndexOf(lines[head], second));
        return lines.Skip(head + 1).Where(line => line.Length > server).ToDictionary(
            line => (line[backend], line[server]),
            line => string.Join(' ', indexes.Select((index, i) => index < 0 || index >= line.Length ? "" : $"{columns[i]}={line[index].TrimStart(UnderWay)}")));
    }

    private static async Task<(string Server, string Cookie)> AskAsync(int port, bool isSecure, string request)
    {
        using var over = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, over.Token);
        await using Stream stream = isSecure ? await SecureAsync(client, over.Token) : client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), over.Token);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        string answer = await reader.ReadToEndAsync(over.Token);
        string[] lines = answer.Split("\r\n");
        string status = lines[0].Split(' ') is [_, var code, ..] ? code : "none";
        string cookie = lines.FirstOrDefault(line => line.StartsWith("set-cookie:", StringComparison.OrdinalIgnoreCase)) ?? "";
        return (status == "200" ? lines[^1] : status, cookie);
    }

    private static async Task<Stream> SecureAsync(TcpClient client, CancellationToken cancellationToken)
    {
        var stream = new SslStream(client.GetStream());
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, _, _, _) => true }, cancellationToken);
        return stream;
    }

    [GeneratedRegex(@"srv_admin_state=(\d+)")]
    private static partial Regex AdminState();
}
