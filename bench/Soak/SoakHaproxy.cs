using Basenode.Testing;

namespace Basenode.Bench.Soak;

/// <summary>What the soak does with HAProxy: its template, and which servers it has.</summary>
internal static class SoakHaproxy
{
    /// <summary>The template of its file: the instances of one service.</summary>
    public static string Template(RealHaproxy haproxy) => $$$"""
        {{{Head(haproxy)}}}
        backend web
        {{~ for i in (service "web") ~}}
          server {{ i.server_name }} {{ i.endpoint }}
        {{~ end ~}}

        """;

    /// <summary>The file that it starts with.</summary>
    public static string Head(RealHaproxy haproxy) => $"""
        global
          stats socket {haproxy.AdminSocket} mode 600 level admin expose-fd listeners
          hard-stop-after 2s
        defaults
          timeout connect 1s
          timeout client 5s
          timeout server 5s
        frontend f
          bind unix@{haproxy.Folder["front.sock"]}
          default_backend web
        """;

    /// <summary>Whether its servers are a service's instances; those on their way out aside.</summary>
    public static async Task<bool> HasAsync(RealHaproxy haproxy, IEnumerable<(string Id, string Endpoint)> instances)
    {
        string[] lines = (await haproxy.AdminAsync("show servers state web")).Split('\n');
        int[] columns = [.. ((string[])["srv_addr", "srv_port", "srv_admin_state"]).Select(name => Array.IndexOf(lines.FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal), "").Split(' '), name) - 1)];
        return columns.All(column => column > 0)
            && lines.Where(line => line.Length > 1 && char.IsAsciiDigit(line[0])).Select(line => line.Split(' ')).Where(words => words.Length > 5 && words[columns[2]] == "0")
                .Select(words => $"{words[columns[0]]}:{words[columns[1]]}").Order(StringComparer.Ordinal)
                .SequenceEqual(instances.Select(one => one.Endpoint).Order(StringComparer.Ordinal));
    }
}
