namespace Basenode.Cli.Testing;

/// <summary>A case: a folder with a cluster, and what is to come of it.</summary>
/// <param name="Name">Its path below the folder that was searched, with slashes.</param>
/// <param name="Path">Its absolute path.</param>
internal sealed record CaseFolder(string Name, string Path)
{
    /// <summary>The file with the cluster's state.</summary>
    public const string ClusterName = "cluster.json";

    /// <summary>The folder with a file for each target.</summary>
    public const string ExpectedName = "expected";

    /// <summary>A recorded snapshot or a service definition file.</summary>
    public string Cluster => System.IO.Path.Combine(Path, ClusterName);

    /// <summary>Settings in place of those of the etc folder; may be absent.</summary>
    public string Settings => System.IO.Path.Combine(Path, "basenode.toml");

    /// <summary>The environment, a line a variable; may be absent.</summary>
    public string Environment => System.IO.Path.Combine(Path, "environment");

    /// <summary>The targets that the case is about, a line a name; may be absent, for all.</summary>
    public string Targets => System.IO.Path.Combine(Path, "targets");

    /// <summary>The expected texts by target.</summary>
    public string Expected => System.IO.Path.Combine(Path, ExpectedName);

    /// <summary>Finds the cases at and below a folder, in ordinal order of their names. What is below a case is its own.</summary>
    public static IEnumerable<CaseFolder> Find(string folder)
    {
        if (IsCase(folder))
        {
            return [new CaseFolder(System.IO.Path.GetFileName(folder), folder)];
        }

        var found = new List<CaseFolder>();
        Search(folder, "", found);
        return found.OrderBy(one => one.Name, StringComparer.Ordinal);
    }

    // One without a cluster is still a case, and fails: a file that was forgotten must not look like no case.
    private static bool IsCase(string folder) =>
        File.Exists(System.IO.Path.Combine(folder, ClusterName)) || Directory.Exists(System.IO.Path.Combine(folder, ExpectedName));

    private static void Search(string folder, string before, List<CaseFolder> found)
    {
        foreach (string below in Directory.EnumerateDirectories(folder))
        {
            string name = before + System.IO.Path.GetFileName(below);
            if (IsCase(below))
            {
                found.Add(new CaseFolder(name, below));
            }
            else if (new DirectoryInfo(below).LinkTarget is null)
            {
                Search(below, name + "/", found);
            }
        }
    }
}
