using System.Collections;
using System.Text;
using Basenode.Cli.Output;
using Basenode.Cli.Output.Live;

namespace Basenode.Cli;

/// <summary>What a command runs in: its two output streams, the environment, the folder, the clock.</summary>
internal sealed class CommandHost : IDisposable
{
    /// <summary>Takes a command's product.</summary>
    public required Terminal Out { get; set; }

    /// <summary>Takes errors and, from commands other than <c>run</c>, everything that is not the product.</summary>
    public required Terminal Error { get; init; }

    /// <summary>Where the log is written to; null for the process's own stderr.</summary>
    public HeldLines? Log { get; init; }

    /// <summary>All environment variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>What relative paths are relative to.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>When the program itself began, after the runtime.</summary>
    public DateTimeOffset Began { get; init; }

    /// <summary>Whether the process's console is free for plugins: what they write there becomes log lines.</summary>
    public bool OwnsConsole { get; init; }

    /// <summary>Whether an unexpected failure shows where it came from: <c>--log-level</c> is debug or below.</summary>
    public bool Verbose { get; set; }

    /// <summary>Sees an exception that is about to end the process; null for nobody.</summary>
    public Action<Exception>? Uncaught { get; set; }

    /// <summary>The process's own.</summary>
    public static CommandHost ForConsole()
    {
        DateTimeOffset began = TimeProvider.System.GetUtcNow();
        Dictionary<string, string> environment = System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "", StringComparer.Ordinal);
        bool wantsColours = !environment.TryGetValue("NO_COLOR", out string? no) || no.Length == 0;
        wantsColours &= environment.GetValueOrDefault("TERM") is not (null or "" or "dumb");
        return new CommandHost
        {
            Out = new Terminal(Open(Console.OpenStandardOutput()), wantsColours && !Console.IsOutputRedirected, !Console.IsOutputRedirected),
            Error = new Terminal(Open(Console.OpenStandardError()), wantsColours && !Console.IsErrorRedirected, !Console.IsErrorRedirected),
            Log = new HeldLines(Console.OpenStandardError()),
            Environment = environment,
            WorkingFolder = System.Environment.CurrentDirectory,
            OwnsConsole = true,
            Began = began,
        };
    }

    /// <summary>Takes what a person says of colours: <c>always</c>, <c>never</c>, or <c>auto</c> and null for what the terminal and NO_COLOR say.</summary>
    public void TakeColour(string? when) => Out = when is null or "auto" ? Out : Out.With(colours: when == "always");

    public void Dispose()
    {
        Out.Flush();
        Error.Flush();
    }

    /// <summary>Buffered: a diff of many thousand lines is written in few pieces. Each command's end flushes.</summary>
    private static StreamWriter Open(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), 32 << 10);
}
