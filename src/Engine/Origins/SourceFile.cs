namespace Basenode.Engine.Origins;

/// <summary>One version of a file that a target is made by: a script, what it loads, an assembly, or a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">What a person calls it: <c>haproxy.csx</c>, <c>shared/backends.sbn</c>.</param>
/// <param name="Path">Its absolute path.</param>
/// <param name="Hash">The long hash of its bytes, as they were read.</param>
internal sealed record SourceFile(SourceKind Kind, string Name, string Path, string Hash)
{
    /// <summary>What an origin belongs to.</summary>
    public (string Path, string Hash) Content => (Path, Hash);
}

/// <summary>What a source file is.</summary>
internal enum SourceKind
{
    /// <summary>A <c>.csx</c> script, or what it loads.</summary>
    Script,

    /// <summary>A compiled plugin.</summary>
    Assembly,

    /// <summary>A template.</summary>
    Template,
}
