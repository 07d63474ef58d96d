using Basenode.Fuzz;
using Basenode.Fuzz.Surfaces;

// tests/Fuzz/run [--seconds N] [--seed N] [--surface NAME] [--input FILE]
var options = new Dictionary<string, string>(StringComparer.Ordinal) { ["--seconds"] = "60", ["--seed"] = "1", ["--surface"] = "", ["--input"] = "" };
for (int i = 0; i + 1 < args.Length; i += 2)
{
    if (!options.ContainsKey(args[i]))
    {
        Console.Error.WriteLine($"unknown option {args[i]}; there are {string.Join(", ", options.Keys)}");
        return 2;
    }

    options[args[i]] = args[i + 1];
}

await using var all = new AllSurfaces();
Surface[] surfaces = [.. all.List.Where(surface => options["--surface"].Length == 0 || surface.Name == options["--surface"])];
if (surfaces.Length == 0 || args.Length % 2 != 0)
{
    Console.Error.WriteLine($"each option takes a value, and the surfaces are: {string.Join(", ", all.List.Select(surface => surface.Name))}");
    return 2;
}

if (options["--input"] is { Length: > 0 } file)
{
    await surfaces[0].TryAsync(await File.ReadAllBytesAsync(file));
    Console.WriteLine($"{surfaces[0].Name}: {file} is read");
    return 0;
}

int seed = int.Parse(options["--seed"]);
string folder = Directory.CreateTempSubdirectory("basenode-fuzz-").FullName;
var run = new FuzzRun(seed, folder);
TimeSpan each = TimeSpan.FromSeconds(double.Parse(options["--seconds"]) / surfaces.Length);
Console.WriteLine($"seed {seed}, {each.TotalSeconds:0.0} s for each of {surfaces.Length} surfaces; the input that is tried is in {folder}/NAME.current");
int tried = 0;
foreach (Surface surface in surfaces)
{
    int count = await run.TryAsync(surface, each, int.MaxValue);
    tried += count;
    Console.WriteLine($"{surface.Name}: {count} inputs tried");
}

foreach ((string finding, string input) in run.Findings)
{
    Console.WriteLine($"FOUND {finding}\n  input: {input}");
}

Console.WriteLine($"{tried} inputs tried, {run.Findings.Count} findings");
if (run.Findings.Count == 0)
{
    Directory.Delete(folder, recursive: true);
}

return run.Findings.Count == 0 ? 0 : 1;
