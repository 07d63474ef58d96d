using System.Globalization;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>A program that follows Consul and keeps one file up to date.</summary>
/// <param name="Name">As tables call it.</param>
/// <param name="Program">Its executable.</param>
/// <param name="Prepare">Makes its files in a folder, and gives its arguments; from the agent's address and how many connections it allows.</param>
internal sealed record Tool(string Name, string Program, Func<TemporaryFolder, string, int, string[]> Prepare)
{
    /// <summary>The connections that an agent allows a client by default.</summary>
    public const int DefaultConnections = 200;

    /// <summary>The file that it keeps up to date.</summary>
    public static string File(TemporaryFolder folder) => folder["out/bench.txt"];

    /// <summary>A build of basenode.</summary>
    public static Tool Basenode(string name, string program) => new(name, program, PrepareBasenode);

    /// <summary>The bare program beside it.</summary>
    public static Tool Floor(string program) => new("floor", program, (folder, consul, connections) =>
        [consul, File(folder), string.Create(CultureInfo.InvariantCulture, $"{(connections == 0 ? DefaultConnections : connections)}")]);

    /// <summary>The consul-template on PATH; null when there is none.</summary>
    public static Tool? ConsulTemplate() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "consul-template")).FirstOrDefault(System.IO.File.Exists) is { } program
            ? new Tool("consul-template", program, PrepareConsulTemplate)
            : null;

    /// <summary>The flags that every command of basenode in this folder has.</summary>
    public static string[] Flags(TemporaryFolder folder) =>
        ["--etc", folder["etc"], "--cache", folder["cache"], "--data", folder["data"], "--root", folder["out"]];

    /// <summary>Writes basenode's script and template: every passing instance of every service, and the key.</summary>
    public static void WriteTarget(TemporaryFolder folder)
    {
        folder.Write("etc/conf.d/bench.csx", """Target("bench", template: "bench.sbn", destination: "/bench.txt");""" + "\n");
        folder.Write("etc/templates/bench.sbn", $$$"""
            {{~ for s in services ~}}
            backend {{ s.name }}
            {{~ for i in (service s.name) ~}}
                server {{ i.server_name }} {{ i.endpoint }}
            {{~ end ~}}
            {{~ end ~}}
            key {{ key "{{{BenchCluster.Key}}}" }}
            end

            """);
    }

    private static string[] PrepareBasenode(TemporaryFolder folder, string consul, int connections)
    {
        WriteTarget(folder);
        folder.Write("etc/basenode.toml", $"""
            [consul]
            address = "{consul}"

            """);
        return [.. Flags(folder), "run"];
    }

    private static string[] PrepareConsulTemplate(TemporaryFolder folder, string consul, int connections)
    {
        string template = folder.Write("peer.ctmpl", $$$"""
            {{ range services }}backend {{ .Name }}
            {{ range service .Name }}    server {{ .ID }} {{ .Address }}:{{ .Port }}
            {{ end }}{{ end }}key {{ key "{{{BenchCluster.Key}}}" }}
            end

            """);
        return ["-consul-addr", consul, "-template", $"{template}:{File(folder)}", "-log-level", "err"];
    }
}
