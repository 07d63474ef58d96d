using Basenode.Engine.FileSystem;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins;

/// <summary>What the plugin host needs besides the settings. Every member has the default that the product uses.</summary>
internal sealed record PluginHostOptions
{
    /// <summary>The words of the command that runs <see cref="Scripts.ScriptCompilerProgram"/>: this program with its hidden command.</summary>
    public IReadOnlyList<string> ScriptCompilerCommand { get; init; } = OwnProgram.Command("compile", "--worker");

    /// <summary>How long a plugin may take to register. Default: 10 s.</summary>
    public TimeSpan RegisterLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the compiling child may take. Default: 60 s.</summary>
    public TimeSpan CompileLimit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An edit is taken up when nothing of it changed for this long. Default: 75 ms.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromMilliseconds(75);

    /// <summary>Look for edits this often, whatever the kernel's notices say. Default: 10 s.</summary>
    public TimeSpan LookAgain { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Try a script again after this time when the compiler failed and not the script. Default: 30 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Runs registrations, and knows what is skipped.</summary>
    public Watchdog Watchdog { get; init; } = new(TimeProvider.System);

    /// <summary>Writes what a restart is to know. Default: nothing is kept.</summary>
    public DelayedFiles? Kept { get; init; }

    /// <summary>Loads only the plugin with this file name. Default: all.</summary>
    public string? Only { get; init; }

    /// <summary>Makes a reload action of a command line, for <see cref="IPluginRegistry.FindReload"/> of a name that stands for one. Default: none can be run.</summary>
    public Func<CommandAction, IReloadAction>? CommandReload { get; init; }
}
