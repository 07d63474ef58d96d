namespace Basenode.Engine.Supervision;

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
