using System.Net;

namespace Basenode.Engine.Configuration;

/// <summary>Reads the table <c>[metrics]</c> of basenode.toml.</summary>
internal static class MetricsTable
{
    private static readonly TimeSpan ShortestPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPeriod = TimeSpan.FromHours(1);

    /// <summary>Lays the table over the settings.</summary>
    /// <param name="folder">What a relative path is relative to.</param>
    public static MetricsSettings Apply(SettingsTable table, MetricsSettings settings, string folder, SettingsProblems problems)
    {
        settings = settings with
        {
            Listen = Address(table, table.Flag("listen_beyond_loopback", false), problems) ?? settings.Listen,
            File = table.Text("file", null) is { Length: > 0 } path ? Path.GetFullPath(path, folder) : settings.File,
            Every = table.Duration("every", settings.Every, LongestPeriod),
        };
        if (settings.Every < ShortestPeriod)
        {
            problems.Error(table.WhereIs("every"), "metrics.every: expected at least 1 s");
        }

        if (settings.File is not null && !settings.File.EndsWith(".prom", StringComparison.Ordinal))
        {
            problems.Error(table.WhereIs("file"), "metrics.file: expected a name that ends in .prom, as node_exporter reads no other file");
        }

        table.RefuseTheRest();
        return settings;
    }

    private static IPEndPoint? Address(SettingsTable table, bool beyondLoopback, SettingsProblems problems)
    {
        if (table.Text("listen", null) is not { } text)
        {
            return null;
        }

        string plain = text.StartsWith("localhost:", StringComparison.Ordinal) ? $"127.0.0.1:{text["localhost:".Length..]}" : text;
        if (!IPEndPoint.TryParse(plain, out IPEndPoint? address) || address.Port == 0 || !plain.EndsWith($":{address.Port}", StringComparison.Ordinal))
        {
            problems.Error(table.WhereIs("listen"), "metrics.listen: expected an IP address and a port, such as \"127.0.0.1:9101\" or \"[::1]:9101\"");
            return null;
        }

        if (!beyondLoopback && !IPAddress.IsLoopback(address.Address))
        {
            problems.Error(
                table.WhereIs("listen"),
                $"metrics.listen: other machines can reach {address.Address}; use 127.0.0.1 or [::1], or allow it with listen_beyond_loopback = true");
            return null;
        }

        return address;
    }
}
