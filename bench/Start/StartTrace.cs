using System.Globalization;
using System.Text.Json;

namespace Basenode.Bench.Start;

/// <summary>When the stages of one start ended, in milliseconds after it, from the engine's log in JSON lines.</summary>
internal sealed class StartTrace
{
    private const string Main = "main begins";
    private const string Settings = "settings read";
    private const string Parts = "engine put together";
    private const string Plugins = "scripts and plugins loaded";
    private const string Answer = "first answer of Consul";
    private const string Pass = "first pass, which asks";
    private const string Rendered = "target rendered from fresh data";
    private const string File = "fresh file in place";

    // By the ids of the log's events.
    private static readonly Dictionary<int, string> Events = new() { [8001] = Settings, [6000] = Parts, [6043] = Plugins, [1020] = Answer, [6002] = Pass };
    private const int RenderedEvent = 4001;
    private readonly Dictionary<string, double> at = [];

    /// <summary>The stages in the order of a usual start.</summary>
    public static IReadOnlyList<string> Stages { get; } = [Main, Settings, Parts, Plugins, Answer, Pass, Rendered, File];

    /// <summary>When a stage ended; null when the log does not say.</summary>
    public double? At(string stage) => at.TryGetValue(stage, out double milliseconds) ? milliseconds : null;

    /// <summary>Reads the log of one start.</summary>
    /// <param name="file">Milliseconds to the fresh file, as seen from outside.</param>
    public static StartTrace Read(string log, DateTimeOffset started, double file)
    {
        var trace = new StartTrace();
        foreach (string line in log.Split('\n').Where(line => line.StartsWith("{\"@t\"", StringComparison.Ordinal)))
        {
            using var document = JsonDocument.Parse(line);
            trace.Take(document.RootElement, started, file);
        }

        trace.at[File] = file;
        return trace;
    }

    private void Take(JsonElement line, DateTimeOffset started, double file)
    {
        if (!line.TryGetProperty("EventId", out JsonElement id) || !id.TryGetProperty("Id", out JsonElement number))
        {
            return;
        }

        double milliseconds = Since(line.GetProperty("@t"), started);
        if (line.TryGetProperty("Began", out JsonElement began))
        {
            at[Main] = Since(began, started);
        }

        // Of several renderings the last one before the file is that of the file.
        if (number.GetInt32() == RenderedEvent && milliseconds <= file)
        {
            at[Rendered] = milliseconds;
        }
        else if (Events.TryGetValue(number.GetInt32(), out string? stage))
        {
            at.TryAdd(stage, milliseconds);
        }
    }

    private static double Since(JsonElement time, DateTimeOffset started) =>
        (DateTimeOffset.Parse(time.GetString()!, CultureInfo.InvariantCulture) - started).TotalMilliseconds;
}
