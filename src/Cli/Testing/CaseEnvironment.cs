using System.Globalization;
using Basenode.Plugins;

namespace Basenode.Cli.Testing;

/// <summary>The environment and the time of one case: what its file says, and nothing of the process's that it does not ask for.</summary>
internal sealed record CaseEnvironment
{
    /// <summary>The variable that says the time.</summary>
    public const string NowName = "BASENODE_TEST_NOW";

    private static readonly DateTimeOffset DefaultNow = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>All variables.</summary>
    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    /// <summary>The time that templates see. Default: 2000-01-01T00:00:00Z.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Reads a case's file.</summary>
    /// <param name="path">The file's path; there may be no such file.</param>
    /// <param name="process">The process's own environment, of which the file may ask for variables.</param>
    /// <exception cref="FormatException">A line is none; the message says which.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static CaseEnvironment Read(string path, IReadOnlyDictionary<string, string> process)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // Scripts and plugins leave out what looks at the machine.
            ["BASENODE_TEST"] = "1",
            ["PATH"] = ChildCommand.SearchPath,
            ["TZ"] = "UTC",
        };

        // What the runtime itself needs to start another process of this program, which compiles scripts.
        foreach ((string name, string value) in process.Where(variable => variable.Key is "TMPDIR" || variable.Key.StartsWith("DOTNET_", StringComparison.Ordinal)))
        {
            variables[name] = value;
        }

        DateTimeOffset now = DefaultNow;
        string[] lines = File.Exists(path) ? File.ReadAllLines(path) : [];
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] parts = line.Split('=', 2);
            string name = parts[0];
            if (name.Length == 0 || name.Any(char.IsWhiteSpace))
            {
                throw new FormatException($"{path}:{i + 1}: expected NAME=value, or NAME alone to take the variable from the environment of basenode test");
            }

            if ((parts.Length == 2 ? parts[1] : process.GetValueOrDefault(name)) is { } text)
            {
                variables[name] = text;
                now = name == NowName ? Time(text, $"{path}:{i + 1}") : now;
            }
        }

        return new CaseEnvironment { Variables = variables, Now = now };
    }

    private static DateTimeOffset Time(string text, string where) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw new FormatException($"{where}: {NowName}: expected a time such as 2030-01-02T03:04:05Z, found '{text}'");
}
