using System.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision.Running;

/// <summary>
/// Turns what plugins write to the console into log events, a line each: what they write to Console.Out is information, what they write to Console.Error a warning.
/// A command's own output goes through streams of its own, so that nothing of a plugin gets into it.
/// </summary>
/// <remarks>It stays for the rest of the process: after its end, what a plugin writes is dropped.</remarks>
/// <param name="loggers">Where the lines go.</param>
/// <param name="time">The clock of the cap.</param>
internal sealed class PluginConsole(ILoggerFactory loggers, TimeProvider time) : IDisposable
{
    private const int LongestLine = 4000;
    private const int MostLines = 100;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly ILogger logger = loggers.CreateLogger<PluginConsole>();
    private readonly Lock gate = new();
    private readonly Dictionary<(string Plugin, LogLevel Level), StringBuilder> unfinished = [];
    private readonly Dictionary<string, (long Start, int Lines)> windows = new(StringComparer.Ordinal);
    private bool isOver;

    /// <summary>Takes over the process's console. Code that reads from it finds its end at once.</summary>
    public static PluginConsole Install(ILoggerFactory loggers, TimeProvider time)
    {
        var console = new PluginConsole(loggers, time);
        Console.SetOut(console.Writer(LogLevel.Information));
        Console.SetError(console.Writer(LogLevel.Warning));
        Console.SetIn(TextReader.Null);
        return console;
    }

    /// <summary>A writer whose lines become events of a level.</summary>
    public TextWriter Writer(LogLevel level) => new LineWriter(this, level);

    /// <summary>Logs what lacks its line break still.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (((string plugin, LogLevel level), StringBuilder line) in unfinished.Where(each => each.Value.Length > 0))
            {
                Tell(plugin, level, line);
            }

            isOver = true;
        }
    }

    private void Take(ReadOnlySpan<char> text, LogLevel level)
    {
        string plugin = RunningPlugin.Current is { Length: > 0 } running ? running : "plugin";
        lock (gate)
        {
            if (isOver)
            {
                return;
            }

            if (!unfinished.TryGetValue((plugin, level), out StringBuilder? line))
            {
                unfinished[(plugin, level)] = line = new StringBuilder();
            }

            for (int end = text.IndexOf('\n'); end >= 0; end = text.IndexOf('\n'))
            {
                Add(line, text[..end]);
                Tell(plugin, level, line);
                text = text[(end + 1)..];
            }

            Add(line, text);
        }
    }

    private static void Add(StringBuilder line, ReadOnlySpan<char> text) =>
        line.Append(text[..Math.Min(text.Length, LongestLine + 1 - line.Length)]);

    private void Tell(string plugin, LogLevel level, StringBuilder line)
    {
        string text = line.Length > LongestLine ? $"{line.ToString(0, LongestLine)}…" : line.ToString().TrimEnd('\r');
        line.Clear();
        (long start, int lines) = windows.GetValueOrDefault(plugin);
        if (lines == 0 || time.GetElapsedTime(start) >= Window)
        {
            (start, lines) = (time.GetTimestamp(), 0);
        }

        windows[plugin] = (start, lines + 1);
        if (lines == MostLines)
        {
            Log.ConsoleCapped(logger, plugin, MostLines, Window.TotalSeconds);
        }
        else if (lines < MostLines)
        {
            Log.ConsoleLine(logger, level, plugin, text);
        }
    }

    private sealed class LineWriter(PluginConsole console, LogLevel level) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => console.Take([value], level);

        public override void Write(string? value) => console.Take(value, level);

        public override void Write(char[] buffer, int index, int count) => console.Take(buffer.AsSpan(index, count), level);

        public override void Write(ReadOnlySpan<char> buffer) => console.Take(buffer, level);
    }
}

/// <summary>Knows which plugin's code is running, for what that code writes to the console. Follows what the code starts: tasks, threads, timers.</summary>
internal static class RunningPlugin
{
    private static readonly AsyncLocal<string?> Name = new();

    /// <summary>The plugin's file name; null outside of plugin code.</summary>
    public static string? Current => Name.Value;

    /// <summary>From here on code of a plugin runs, until the result is disposed or the asynchronous method that asked returns.</summary>
    /// <param name="plugin">The plugin's file name.</param>
    public static IDisposable Enter(string plugin)
    {
        var entered = new Entered(Name.Value);
        Name.Value = plugin;
        return entered;
    }

    private sealed class Entered(string? before) : IDisposable
    {
        public void Dispose() => Name.Value = before;
    }
}
