namespace Basenode.Testing;

/// <summary>The published executable with folders of one test's own: scripts, templates, cache, data, and a root for destinations.</summary>
public sealed class BasenodeSandbox : IDisposable
{
    /// <summary>Everything below one folder, which is also the root of destinations.</summary>
    public TemporaryFolder Folder { get; } = new();

    /// <summary>The environment that points the executable at the folder; tests may add to it.</summary>
    public Dictionary<string, string?> Environment { get; }

    public BasenodeSandbox()
    {
        Directory.CreateDirectory(Folder["etc/pyconfd/conf.d"]);
        Directory.CreateDirectory(Folder["etc/pyconfd/templates"]);
        Environment = new Dictionary<string, string?>
        {
            ["BASENODE_ETC"] = Folder["etc/pyconfd"],
            ["BASENODE_ROOT"] = Folder.Path,
            ["BASENODE_CACHE"] = SharedCache,
            ["BASENODE_DATA"] = Folder["data"],
            ["PATH"] = $"{Path.GetDirectoryName(Repository.Executable)}:{System.Environment.GetEnvironmentVariable("PATH")}",
            ["CONSUL_HTTP_ADDR"] = null,
            ["NO_COLOR"] = "1",
        };
    }

    // Equal scripts of many tests are compiled once.
    private static string SharedCache { get; } = TemporaryFolder.OfProcess();

    /// <summary>Follows this Consul agent.</summary>
    public BasenodeSandbox Following(RealConsul consul)
    {
        Environment["CONSUL_HTTP_ADDR"] = consul.Address;
        return this;
    }

    /// <summary>Uses service definition files or a snapshot as the cluster.</summary>
    public BasenodeSandbox Following(string stateFile)
    {
        Environment["BASENODE_STATE"] = $"file:{stateFile}";
        return this;
    }

    /// <summary>Writes a script.</summary>
    public void Script(string name, string text) => Folder.Write($"etc/pyconfd/conf.d/{name}", text);

    /// <summary>Writes a template.</summary>
    public void Template(string name, string text) => Folder.Write($"etc/pyconfd/templates/{name}", text);

    /// <summary>The text of a destination; null when there is no file.</summary>
    public string? Written(string destination)
    {
        string path = Folder[destination.TrimStart('/')];
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    /// <summary>Runs a command to its end.</summary>
    public Task<(int ExitCode, string Output)> RunAsync(params string[] arguments) =>
        ChildProcess.RunAsync(Repository.Executable, arguments, Folder.Path, Environment);

    /// <summary>Starts <c>basenode run</c>.</summary>
    public ChildProcess Start(params string[] arguments) =>
        ChildProcess.Start(Repository.Executable, [.. arguments, "run"], Folder.Path, Environment);

    /// <summary>Waits until a destination holds a text.</summary>
    public Task WrittenAsync(string destination, Func<string, bool> condition, ChildProcess engine, string what) =>
        Eventually.HoldsAsync(
            () => engine.HasExited
                ? throw new InvalidOperationException($"basenode ended with {engine.ExitCode}: {engine.Output}")
                : Written(destination) is { } text && condition(text),
            () => $"{what}; the file: {Written(destination) ?? "absent"}; the log:\n{engine.Output}");

    public void Dispose() => Folder.Dispose();
}
