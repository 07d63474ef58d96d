namespace Basenode.Cli;

/// <summary>Files that are part of the executable.</summary>
internal static class Resource
{
    /// <summary>A file's text.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(Resource).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the executable lacks its own file {name}");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
