using Basenode.Testing;

namespace Basenode.Bench.Soak;

/// <summary>The scripts and templates of one engine, each in a good version or broken, and the folders that it works in.</summary>
/// <param name="commands">The check and the reload that all engines share.</param>
/// <param name="haproxy">The HAProxy that this engine serves; null for none.</param>
internal sealed class SoakFiles(SoakCommands commands, RealHaproxy? haproxy) : IDisposable
{
    /// <summary>The templates that are edited.</summary>
    public static readonly string[] Templates = ["list", "pair", "values", "web"];

    /// <summary>The scripts that are edited, or whose code misbehaves.</summary>
    public static readonly string[] Scripts = ["code", "list", "pair", "values", "web"];

    /// <summary>The targets whose files have the whole cluster in them.</summary>
    public static readonly string[] Targets = ["code", "list", "pair-a", "pair-b", "values", "web"];

    /// <summary>The targets that a program uses: a reload copies them.</summary>
    public static readonly string[] Used = ["pair-a", "pair-b", "web"];

    private static readonly string[] BrokenTemplates = ["{{ nubmer }}", "{{ for x in }}", "{{ include 'absent.sbn' }}", "{{ \"a\\nb\" }}"];
    private static readonly string[] BrokenScripts = ["Variable(\"x\", 1 +);", "throw new InvalidOperationException(\"on purpose\");", "Target(\"x\");"];

    private readonly TemporaryFolder folder = new();

    /// <summary>The file of a target.</summary>
    public string Out(string target) => folder[$"out/{target}.txt"];

    /// <summary>The flags that every command of this engine has.</summary>
    public string[] Flags => ["--etc", folder["etc"], "--cache", folder["cache"], "--data", folder["data"], "--log-level", "info"];

    /// <summary>The HAProxy that this engine serves; null for none.</summary>
    public RealHaproxy? Haproxy => haproxy;

    /// <summary>What a write left half-way beside the targets' files.</summary>
    public IEnumerable<string> Leftovers => Directory.EnumerateFiles(folder["out"], ".*.tmp");

    /// <summary>Writes everything in its first version.</summary>
    public void Prepare(string consul)
    {
        Directory.CreateDirectory(folder["out"]);
        folder.Write("etc/basenode.toml", $"""
            [consul]
            address = "{consul}"
            {(haproxy is null ? "" : $"[plugins.haproxy]\nbinary = \"{haproxy.Binary}\"\nmaster_socket = \"{haproxy.MasterSocket}\"\nadmin_socket = \"{haproxy.AdminSocket}\"\nstart = \"\"\ndrain_time = \"1s\"\nverify = \"2s\"\n")}
            """);
        folder.Write("etc/conf.d/beat.csx", """Target("beat", template: "beat.sbn", destination: "BEAT");""".Replace("BEAT", Out("beat"), StringComparison.Ordinal) + "\n");
        folder.Write("etc/templates/beat.sbn", $"begin\n{{{{ key_or_default \"{Beat.Key}\" \"0\" }}}}\nend\n");
        PutRight(0);
        if (haproxy is not null)
        {
            folder.Write("etc/conf.d/haproxy.csx", $"Target(\"haproxy\", template: \"haproxy.sbn\", destination: \"{haproxy.File}\", check: Use(\"haproxy\"), reload: Use(\"haproxy\"));\n");
            folder.Write("etc/templates/haproxy.sbn", SoakHaproxy.Template(haproxy));
        }
    }

    /// <summary>Writes every script and template in a good version.</summary>
    public void PutRight(int version)
    {
        foreach (string template in Templates)
        {
            WriteTemplate(template, version);
        }

        foreach (string script in Scripts)
        {
            WriteScript(script, version);
        }
    }

    /// <summary>A good version of a template.</summary>
    public void WriteTemplate(string name, int version) => folder.Replace($"etc/templates/{name}.sbn", Text(version, ""));

    /// <summary>A template that cannot be rendered.</summary>
    public void BreakTemplate(string name, int kind) => folder.Replace($"etc/templates/{name}.sbn", Text(0, BrokenTemplates[kind % BrokenTemplates.Length] + "\n"));

    /// <summary>A good version of a script.</summary>
    public void WriteScript(string name, int version) => folder.Replace($"etc/conf.d/{name}.csx", $"// Version {version}.\n{Script(name, version)}\n");

    /// <summary>A script that does not compile or throws.</summary>
    public void BreakScript(string name, int kind) => folder.Replace($"etc/conf.d/{name}.csx", BrokenScripts[kind % BrokenScripts.Length] + "\n");

    public void Dispose() => folder.Dispose();

    /// <summary>What a target's file has to be: words in any order within a line.</summary>
    public static IEnumerable<string> Expected(SoakCluster cluster, int version) =>
    [
        $"begin {version}",
        .. SoakCluster.Services.Select(service => string.Join(' ', cluster.Instances(service).Select(one => $"{one.Id}={one.Endpoint}").Prepend($"{service}:"))),
        .. SoakCluster.Keys.Select(key => $"{key} {cluster.Value(key) ?? "none"}"),
        "end",
    ];

    private static string Text(int version, string more) => string.Concat(
        [
            $"begin {version}\n",
            .. SoakCluster.Services.Select(service => $"{service}:{{{{ for i in (service \"{service}\") }}}} {{{{ i.id }}}}={{{{ i.endpoint }}}}{{{{ end }}}}\n"),
            .. SoakCluster.Keys.Select(key => $"{key} {{{{ key_or_default \"{key}\" \"none\" }}}}\n"),
            more,
            "end\n",
        ]);

    private string Script(string name, int version) => name switch
    {
        "list" => $"""Target("list", template: "list.sbn", destination: "{Out(name)}");""",
        "web" => $"""Target("web", template: "web.sbn", destination: "{Out(name)}", check: {commands.Check("web")}, reload: {commands.Reload("web", Out(name))});""",
        "pair" => string.Join('\n', ((string[])["a", "b"]).Select(one =>
            $"""Target("pair-{one}", template: "pair.sbn", destination: "{Out($"pair-{one}")}", reload: {commands.Reload("pair", Out("pair-a"), Out("pair-b"))});""")),
        "values" => $$"""
            Target("values", template: "values.sbn", destination: "{{Out(name)}}");
            Variables(async cluster =>
            {
                string value = await cluster.KeyOrDefault("{{SoakCluster.Keys[0]}}", "none");
                {{commands.Misbehave("values")}}
                return new { value };
            });
            """,
        _ => $$"""
            Target("code", destination: "{{Out(name)}}", content: async cluster =>
            {
                var lines = new List<string> { "begin {{version}}" };
                foreach (string service in new[] { {{string.Join(", ", SoakCluster.Services.Select(service => $"\"{service}\""))}} })
                {
                    lines.Add(string.Join(' ', (await cluster.Service(service)).Select(i => $"{i.Id}={i.Endpoint}").Prepend($"{service}:")));
                }

                foreach (string key in new[] { {{string.Join(", ", SoakCluster.Keys.Select(key => $"\"{key}\""))}} })
                {
                    lines.Add($"{key} {await cluster.KeyOrDefault(key, "none")}");
                }

                {{commands.Misbehave("code")}}
                return string.Join('\n', lines.Append("end\n"));
            });
            """,
    };
}
