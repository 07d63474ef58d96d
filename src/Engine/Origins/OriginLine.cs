namespace Basenode.Engine.Origins;

/// <summary>Says in one line where files are from: <c>haproxy.csx and haproxy.cfg.sbn at 1a2b3c4d5e6f; shared/backends.sbn at 9f8e7d6c5b4a (changed)</c>.</summary>
/// <remarks>The line is written into comments of configuration files: it has no line break, and nothing that ends a comment.</remarks>
internal static class OriginLine
{
    /// <summary>The line; files that are from one commit stand together.</summary>
    public static string Of(IEnumerable<(SourceFile File, FileOrigin Origin)> files)
    {
        IEnumerable<string> parts = from each in files
                                    group Plain(each.File.Name) by each.Origin.ToString() into commit
                                    select $"{Names([.. commit.Distinct()])} at {commit.Key}";
        return string.Join("; ", parts) is { Length: > 0 } line ? line : "unknown";
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]}";

    private static string Plain(string name) =>
        string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-' or '/' or '+' or '@' ? letter : '?'));
}
