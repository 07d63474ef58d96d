using System.Diagnostics;
using Basenode.Fuzz.Mutation;

namespace Basenode.Fuzz;

/// <summary>Tries many inputs on a surface. The input that is being tried is on disk, so that one that ends the process is known too.</summary>
/// <param name="folder">Where inputs are saved that break something; null saves none.</param>
internal sealed class FuzzRun(int seed, string? folder)
{
    private const int MostFindings = 5;

    // One finding is met again and again: the first input of each message is enough.
    private readonly Dictionary<string, string> findings = new(StringComparer.Ordinal);

    /// <summary>What broke, each with the path of its input.</summary>
    public IReadOnlyDictionary<string, string> Findings => findings;

    /// <summary>Tries inputs until the time or the number is reached.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> TryAsync(Surface surface, TimeSpan time, int most)
    {
        var random = new Random(HashCode(surface.Name) ^ seed);
        await surface.PrepareAsync();
        long started = Stopwatch.GetTimestamp();
        int tried = 0;
        int found = 0;
        while (tried < most && found < MostFindings && Stopwatch.GetElapsedTime(started) < time)
        {
            byte[] input = tried < surface.Seeds.Count ? surface.Seeds[tried] : surface.Name == "clusters" ? BitConverter.GetBytes(random.Next()) : Mutator.Next(surface.Seeds, random);
            tried++;
            string? path = Save(surface, input);
            try
            {
                await surface.TryAsync(input);
            }
            catch (FuzzException error)
            {
                string message = error.Message.Split('\n')[0];
                if (findings.TryAdd($"{message} {error.InnerException?.StackTrace?.Split('\n')[0].Trim()}", path ?? Convert.ToBase64String(input)))
                {
                    found++;
                    Keep(path, $"{surface.Name}-{found}");
                }
            }
        }

        return tried;
    }

    private string? Save(Surface surface, byte[] input)
    {
        if (folder is null)
        {
            return null;
        }

        string path = Path.Combine(folder, $"{surface.Name}.current");
        File.WriteAllBytes(path, input);
        return path;
    }

    private void Keep(string? path, string name)
    {
        if (path is not null)
        {
            string kept = Path.Combine(folder!, name);
            File.Copy(path, kept, overwrite: true);
            findings[findings.Last().Key] = kept;
        }
    }

    // The same for each process, unlike a string's own.
    private static int HashCode(string text) => text.Aggregate(17, (sum, letter) => unchecked((sum * 31) + letter));
}
