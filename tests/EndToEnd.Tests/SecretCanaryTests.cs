using System.Text;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>
/// Canaries as every kind of secret, through the real executable: plugins and templates do their worst to tell them, and all that comes out is searched. They may be in the rendered
/// files and the engine's copies of those, and nowhere else.
/// </summary>
public sealed class SecretCanaryTests(ConsulFixture fixture) : IClassFixture<ConsulFixture>
{
    private const string Settings = """
        [consul]
        keep_keys = true
        [secrets]
        keys = ["vault/"]
        environment = ["APP_SECRET"]
        [plugins.app]
        stats_password = "@setting@"
        """;

    // A check and a reload that print the file, a check that writes its environment, and code that throws and logs what it knows.
    private const string Script = """
        using Microsoft.Extensions.Logging;
        var password = File.ReadAllText("@folder@/password").Trim();
        Secret("password", password);
        Variable("setting", Settings.Text("stats_password", ""));
        Variables(async cluster => new { Inner = File.ReadAllText("@folder@/password2").Trim() }, new VariablesOptions { Secret = true });
        Variables(async cluster => new { Derived = "user:" + await cluster.KeyOrDefault("vault/db", "none"), Plain = "no secret" });
        Variables(async cluster =>
        {
            string key = await cluster.KeyOrDefault("vault/db", "none");
            Log.LogWarning("the key is {Key}", key);
            Console.WriteLine("on the console: " + key + password);
            throw new InvalidOperationException("cannot log in with " + key + " and " + password);
        });
        Target("good", template: "good.sbn", destination: "/good.conf", mode: "0600", check: Run("sh -c 'env > @folder@/child-env' sh"));
        Target("refused", template: "good.sbn", destination: "/refused.conf", check: Run("sh -c 'cat \"$1\"; exit 1' sh {{ candidate }}"));
        Target("undone", template: "good.sbn", destination: "/undone.conf", reload: Run("sh -c 'cat @folder@/undone.conf; exit 1'"));
        Target("lines", template: "lines.sbn", destination: "/lines.conf");
        Target("json", template: "json.sbn", destination: "/json.conf");
        Target("function", template: "function.sbn", destination: "/function.conf");
        Target("content", destination: "/content.conf", content: async cluster => throw new Exception("\"" + await cluster.KeyOrDefault("vault/pem", "") + "\" is no key"));
        Function("failing", (string text) => text.Length > 0 ? throw new Exception("failing on " + text) : text);
        """;

    private static readonly string[] Kinds = ["token", "key", "pem", "password", "password2", "environment", "setting", "rotated"];

    private readonly Dictionary<string, string> canaries = Kinds.ToDictionary(kind => kind, kind => Guid.NewGuid().ToString("N"));
    private readonly List<(string Name, string Text)> outputs = [];

    [Fact]
    public async Task No_secret_is_told_but_in_the_files_that_are_rendered_from_it()
    {
        using BasenodeSandbox sandbox = await PreparedAsync();
        await RunAsync(sandbox, "preview");
        await RunAsync(sandbox, "preview", "--json", "--full");
        await RunAsync(sandbox, "preview", "--stat", "--all");
        await AskAsync(sandbox);
        await RunAsync(sandbox, "once");
        await RunAsync(sandbox, "once", "--log-level", "trace", "--log-format", "json");

        // The file holds a value that no process knows any more.
        sandbox.Folder.Write("password", $"{canaries["rotated"]}\n");
        await RunAsync(sandbox, "preview");
        await RunAsync(sandbox, "preview", "--json", "--full");
        await AskAsync(sandbox);
        await RunAsync(sandbox, "snapshot", "-o", "state.json");
        await RunAsync(sandbox, "check");
        await RunAsync(sandbox, "plugins", "--json");
        await FollowAsync(sandbox, "text");
        await FollowAsync(sandbox, "json");

        Assert.Contains(canaries["key"], sandbox.Written("/good.conf"));
        Assert.Contains("PATH=", sandbox.Written("/child-env"));
        Assert.All((string[])["cannot log in with *** and ***", "failing on ***", "\\\"***\\\" is no key", "the key is ***", "on the console: ***", "+password ***", "only secrets would change", "derived = \"user:***\"", "inner = \"***\""], words =>
            Assert.True(outputs.Any(output => output.Text.Contains(words, StringComparison.Ordinal)), $"'{words}' is told"));
        string[] found = [.. Leaks(sandbox)];
        Assert.True(found.Length == 0, string.Join('\n', found));
    }

    private async Task<BasenodeSandbox> PreparedAsync()
    {
        string key = $"key-{canaries["key"]}\"+<é>";
        string pem = $"-----BEGIN PRIVATE KEY-----\n{canaries["pem"]}\n{canaries["pem"]}x==\n-----END PRIVATE KEY-----\n";
        await fixture.Consul.PutKeyAsync("vault/db", key);
        await fixture.Consul.PutKeyAsync("vault/pem", pem);
        await fixture.Consul.PutKeyAsync("plain/colour", "blue");
        BasenodeSandbox sandbox = new BasenodeSandbox().Following(fixture.Consul);
        sandbox.Environment["BASENODE_CACHE"] = sandbox.Folder["cache"];
        sandbox.Environment["APP_SECRET"] = $"env-{canaries["environment"]}";
        sandbox.Environment["CONSUL_HTTP_TOKEN_FILE"] = sandbox.Folder.Write("token", canaries["token"]);
        sandbox.Folder.Write("password", $"{canaries["password"]}\n");
        sandbox.Folder.Write("password2", $"{canaries["password2"]}\n");
        sandbox.Folder.Write("etc/pyconfd/basenode.toml", Settings.Replace("@setting@", canaries["setting"]));
        sandbox.Script("app.csx", Script.Replace("@folder@", sandbox.Folder.Path));
        sandbox.Template("good.sbn", "password {{ password }}\ninner {{ inner }}\nkey {{ key 'vault/db' }} derived {{ derived }}\nenvironment {{ env 'APP_SECRET' }}\nsetting {{ setting }}\n"
            + "encoded {{ base64_encode (key 'vault/db') }} {{ json (key 'vault/db') }}\n{{ key 'vault/pem' | raw }}colour {{ key 'plain/colour' }}\n");
        sandbox.Template("lines.sbn", "{{ key 'vault/pem' }}");
        sandbox.Template("json.sbn", "{{ parse_json (key 'vault/pem') }}{{ parse_yaml (key 'vault/db') }}");
        sandbox.Template("function.sbn", "{{ failing (key 'vault/db') }}");
        return sandbox;
    }

    private async Task RunAsync(BasenodeSandbox sandbox, params string[] arguments)
    {
        (int code, string output) = await sandbox.RunAsync(arguments);
        outputs.Add(($"basenode {string.Join(' ', arguments)} ({code})", output));
    }

    // For values, as a person would who looks for them.
    private async Task AskAsync(BasenodeSandbox sandbox)
    {
        await RunAsync(sandbox, "preview", "--variables");
        await RunAsync(sandbox, "preview", "--variables", "--all");
        await RunAsync(sandbox, "preview", "--variables", "--all", "--json");
        foreach (string expression in (string[])["password", "inner", "derived", "setting", "key 'vault/db'", "key 'vault/pem' | raw", "env 'APP_SECRET'", "[password, inner]", "base64_encode password", "{{ derived }}", "failing password"])
        {
            await RunAsync(sandbox, "eval", expression);
            await RunAsync(sandbox, "eval", "--json", expression);
        }
    }

    private async Task FollowAsync(BasenodeSandbox sandbox, string format)
    {
        await using ChildProcess engine = sandbox.Start("--log-level", "trace", "--log-format", format);
        await sandbox.WrittenAsync("/good.conf", text => text.Contains(canaries["rotated"], StringComparison.Ordinal), engine, "the new password is in the file");
        await engine.SaysAsync("reload refused");
        await engine.SaysAsync("check refused");
        await RunAsync(sandbox, "status");
        await RunAsync(sandbox, "status", "--json");
        await Eventually.HoldsAsync(() => File.Exists(sandbox.Folder["data/last-known.json"]), () => $"the last known state is kept: {engine.Output}");
        engine.Signal("TERM");
        await engine.WaitAsync();
        outputs.Add(($"basenode run, log as {format}", engine.Output));
    }

    private IEnumerable<string> Leaks(BasenodeSandbox sandbox)
    {
        string[] mayHold = ["token", "password", "password2", "etc/pyconfd/basenode.toml", "good.conf", "refused.conf", "undone.conf"];
        IEnumerable<(string Name, string Text)> files =
            from path in Directory.EnumerateFiles(sandbox.Folder.Path, "*", SearchOption.AllDirectories)
            let name = Path.GetRelativePath(sandbox.Folder.Path, path)
            where !mayHold.Contains(name) && !(name.StartsWith("data/targets/", StringComparison.Ordinal) && Path.GetFileName(name) is "last-good" or "before")
            select (name, Encoding.Latin1.GetString(File.ReadAllBytes(path)));
        return from place in outputs.Concat(files)
               from canary in canaries
               from form in (string[])[canary.Value, canary.Value[..20], Convert.ToBase64String(Encoding.UTF8.GetBytes(canary.Value)).TrimEnd('=')[..20]]
               let at = place.Text.IndexOf(form, StringComparison.Ordinal)
               where at >= 0
               select $"{canary.Key} in {place.Name}: …{place.Text[Math.Max(0, at - 80)..Math.Min(place.Text.Length, at + 60)].ReplaceLineEndings("⏎")}…";
    }
}
