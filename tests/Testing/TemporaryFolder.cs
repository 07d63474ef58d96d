namespace Basenode.Testing;

/// <summary>A folder of one test's own, readable by all users (a check may run as another), gone with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory("basenode-test-").FullName)
    {
    }

    private TemporaryFolder(string path)
    {
        Path = path;
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    /// <summary>One in memory where the machine has such a file system: for tests that write thousands of files and would wait for the disk each time.</summary>
    public static TemporaryFolder InMemory() =>
        Directory.Exists(Memory) ? new TemporaryFolder(Directory.CreateDirectory($"{Memory}/basenode-test-{Guid.NewGuid():N}").FullName) : new TemporaryFolder();

    /// <summary>One that all tests of the process share, gone with the process.</summary>
    /// <returns>Its absolute path.</returns>
    public static string OfProcess()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return folder.Path;
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>A path below it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a text file below it, making folders on the way.</summary>
    /// <returns>Its absolute path.</returns>
    public string Write(string name, string text)
    {
        string path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Replaces a text file below it in one step, as many editors save: a reader never sees a half.</summary>
    public void Replace(string name, string text) => File.Move(Write($"{name}.new", text), this[name], overwrite: true);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
