using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Basenode.Haproxy.Tests.Generated;

/// <summary>A whole configuration as people write them, and where it runs.</summary>
/// <param name="Defaults">The sections of defaults, in order.</param>
/// <param name="Backends">Backends and listen sections, in order.</param>
/// <param name="Layout">How it is indented and commented: what means nothing.</param>
internal sealed record GeneratedFile(ImmutableList<GeneratedDefaults> Defaults, ImmutableList<GeneratedBackend> Backends, int Layout)
{
    private static readonly string[] Comments = ["", "", " # as agreed", " # don't \"touch", "\t# ${NOTHING} here"];

    /// <summary>The lines of the section of resolvers; none for no section.</summary>
    public ImmutableList<string> Resolvers { get; init; } = [];

    /// <summary>The text.</summary>
    public string Text(GeneratedPlaces places)
    {
        var text = new StringBuilder();
        Section("global", [$"stats socket {places.AdminSocket} mode 600 level admin expose-fd listeners", "hard-stop-after 5s", "setenv NM one", "setenv W 7", "setenv HOST 127.0.0.1", "setenv M 40"]);
        if (Resolvers.Count > 0)
        {
            Section("resolvers dns", Resolvers);
        }

        foreach (GeneratedDefaults defaults in Defaults)
        {
            Section(
                $"defaults {defaults.Name}{(defaults.From is { } from ? $" from {from}" : "")}".TrimEnd(),
                [.. defaults.From is null ? ["mode http", "timeout connect 1s", "timeout client 5s", "timeout server 5s"] : (string[])[], .. defaults.Lines]);
        }

        Section("frontend f", [$"bind 127.0.0.1:{places.Front}", .. Backends.Where(backend => !backend.IsListen).Select(backend => $"use_backend {backend.Name} if {{ path_beg /{backend.Name}/ }}")]);
        for (int i = 0; i < Backends.Count; i++)
        {
            GeneratedBackend backend = Backends[i];
            string from = backend.From is { } named ? $" from {named}" : "";
            Section(
                $"{(backend.IsListen ? "listen" : "backend")} {backend.Name}{from}",
                [
                    .. backend.IsListen ? [$"bind {(backend.IsQuoted ? "\"127.0.0.1\"" : "127.0.0.1")}:{places.Listen + i}{(backend.IsSecure ? $" ssl crt {places.Around.Certificate}" : "")}"] : (string[])[],
                    .. backend.Lines,
                    .. backend.Servers.Select(server => server.Line(places)),
                    .. backend.Late,
                ]);
        }

        return text.ToString();

        void Section(string title, IEnumerable<string> lines)
        {
            text.Append(Layout % 3 == 1 ? "# ------\n" : "").Append(title).Append('\n');
            foreach (string line in lines)
            {
                text.Append(CultureInfo.InvariantCulture, $"{new string(' ', 2 + (Layout % 4))}{(Layout % 7 == 3 ? line.Replace(" check", "\tcheck", StringComparison.Ordinal) : line)}{Comments[Layout % 5]}\n");
            }

            text.Append('\n');
        }
    }

    /// <summary>The port that leads to a backend.</summary>
    public int PortOf(GeneratedBackend backend, GeneratedPlaces places) => backend.IsListen ? places.Listen + Backends.IndexOf(backend) : places.Front;
}

/// <summary>Where a configuration runs.</summary>
/// <param name="Listen">The first of three ports in a row for listen sections.</param>
/// <param name="Around">What it leads to.</param>
internal sealed record GeneratedPlaces(string AdminSocket, int Front, int Listen, Surroundings Around);

/// <summary>A section of defaults.</summary>
internal sealed record GeneratedDefaults(string Name, string? From, ImmutableList<string> Lines);

/// <summary>A backend or listen section.</summary>
/// <param name="Lines">What stands before its servers.</param>
/// <param name="Late">What stands after them.</param>
internal sealed record GeneratedBackend(string Name, bool IsListen, string? From, ImmutableList<string> Lines, ImmutableList<GeneratedServer> Servers, ImmutableList<string> Late)
{
    /// <summary>Whether a listen section takes TLS.</summary>
    public bool IsSecure { get; init; }

    /// <summary>Whether its own line has quotes.</summary>
    public bool IsQuoted { get; init; }

    /// <summary>The words of the line <c>balance</c>.</summary>
    public string Balance => Lines.FirstOrDefault(line => line.StartsWith("balance ", StringComparison.Ordinal))?[8..].Trim('"') ?? "roundrobin";

    /// <summary>Whether the same request goes to the same server each time, as long as the servers are the same.</summary>
    public bool IsDeterministic => Balance.Split(' ', '(')[0] is "first" or "source" or "uri" or "url_param" or "hdr";
}

/// <summary>A server.</summary>
/// <param name="Written">Its name as the file writes it, with quotes or variables.</param>
/// <param name="Provider">The number of the web server that it leads to.</param>
/// <param name="Address">Its address as the file writes it, with PORT for the port.</param>
/// <param name="Options">The rest, with AGENT0 and so on for the ports of agents.</param>
internal sealed record GeneratedServer(string Written, int Provider, string Address, string Options)
{
    /// <summary>Its name as HAProxy has it.</summary>
    public string Name => Written.Trim('"', '\'').Replace("${NM}", "one", StringComparison.Ordinal);

    /// <summary>Its line.</summary>
    public string Line(GeneratedPlaces places)
    {
        string options = Options;
        for (int agent = 0; agent < places.Around.Agents.Count; agent++)
        {
            options = options.Replace($"AGENT{agent}", places.Around.Agents[agent].ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        }

        return string.Create(CultureInfo.InvariantCulture, $"server {Written} {Address.Replace("PORT", $"{places.Around.Providers[Provider]}", StringComparison.Ordinal)} {options}").TrimEnd();
    }
}
