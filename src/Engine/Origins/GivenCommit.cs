namespace Basenode.Engine.Origins;

/// <summary>A commit as whoever builds an image gives it, in the form of <c>git describe --always --dirty --match=</c>.</summary>
internal static class GivenCommit
{
    private const string Dirty = "-dirty";

    /// <summary>Understands a commit.</summary>
    /// <param name="text">Null and empty for none.</param>
    /// <param name="origin">The origin of files that nobody knows better; null for none. Whoever gives a commit says that the files are as in it.</param>
    /// <returns>False when it is no commit.</returns>
    public static bool TryParse(string? text, out FileOrigin? origin)
    {
        bool isDirty = text?.EndsWith(Dirty, StringComparison.Ordinal) is true;
        string commit = FileOrigin.Short(isDirty ? text![..^Dirty.Length] : text);

        // Which of the files differ is not told.
        origin = commit.Length > 0 ? new FileOrigin("", commit, isDirty ? null : true) : null;
        return string.IsNullOrEmpty(text) || origin is not null;
    }
}
