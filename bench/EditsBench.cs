using System.Globalization;
using Basenode.Testing;

namespace Basenode.Bench;

/// <summary>What a script that is edited again and again leaves in the engine's memory: each edit is loaded, run and rendered before the next.</summary>
/// <remarks>A few versions take turns, so that most come from the script cache: the compiler is another process, and leaves nothing here.</remarks>
internal sealed class EditsBench(string basenode, int edits)
{
    private const int Versions = 10;
    private const int Lines = 8;

    public async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        folder.Write("cluster/none.json", """{ "services": [] }""");
        folder.Write("etc/templates/edits.sbn", "{{ version }}\n");
        Edit(folder, 0);
        string file = folder["out/edits.txt"];
        await using ChildProcess engine = ChildProcess.Start(
            basenode,
            ["--etc", folder["etc"], "--cache", folder["cache"], "--data", folder["data"], "--root", folder["out"], "--state", $"file:{folder["cluster"]}", "--log-level", "warning", "run"]);
        await SeenAsync(engine, file, 0);

        Console.WriteLine($"{edits} edits of a script, {Versions} versions by turns");
        Console.WriteLine($"{"edits",8}{"anonymous MB",16}{"resident MB",14}");
        for (int edit = 1; edit <= edits; edit++)
        {
            Edit(folder, edit % Versions);
            await SeenAsync(engine, file, edit % Versions);
            if (edit % Math.Max(1, edits / Lines) == 0)
            {
                Console.WriteLine($"{edit,8}{Memory(engine, "RssAnon:"),16:F1}{Memory(engine, "VmRSS:"),14:F1}");
            }
        }
    }

    private static void Edit(TemporaryFolder folder, int version) => folder.Write("etc/conf.d/edits.csx", $$"""
        Target("edits", template: "edits.sbn", destination: "/edits.txt");
        Variables(cluster => new { version = {{version}} });

        """);

    private static Task SeenAsync(ChildProcess engine, string file, int version)
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"{version}\n");
        return Eventually.HoldsAsync(
            () => engine.HasExited ? throw new InvalidOperationException(engine.Output) : File.Exists(file) && File.ReadAllText(file) == expected,
            $"{file} shows edit {version}");
    }

    private static double Memory(ChildProcess process, string label)
    {
        string line = File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith(label, StringComparison.Ordinal));
        return int.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0;
    }
}
