using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Plugins.Files;

/// <summary>Refuses code that others than root and the engine's user may have written: it would run as the engine's user.</summary>
internal sealed partial class FileTrust(EngineSettings settings)
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private readonly uint user = Native.OwnUser;

    /// <summary>Why a file cannot be trusted and how to mend it; null when it can. Looks at the file, the folders that it stands in, as written and as resolved, and the etc folder.</summary>
    public string? Complaint(string path)
    {
        if (settings.TrustAnyone)
        {
            return null;
        }

        string real = RealPath.Of(path) ?? path;
        string[] looked = [path, Path.GetDirectoryName(path)!, Path.GetDirectoryName(real)!];
        string[] etc = RealPath.IsInside(path, settings.EtcFolder) ? [settings.EtcFolder] : [];
        foreach (string one in looked.Concat(etc).Distinct(StringComparer.Ordinal))
        {
            if (ComplaintAbout(one) is { } complaint)
            {
                return one == path ? complaint : $"{path}: not trusted, because of its folder: {complaint}";
            }
        }

        return null;
    }

    private string? ComplaintAbout(string path)
    {
        // What is absent is told by whoever reads it.
        if (FileStamp.Of(path) is not { } stat)
        {
            return null;
        }

        if (stat.User != 0 && stat.User != user)
        {
            return $"{path}: not trusted, because its owner, user {stat.User}, is neither root nor the engine's user {user}. "
                + $"Correct it with: chown root {path}{OrTrustAnyone}";
        }

        return (stat.Permissions & OthersWrite) != 0
            ? $"{path}: not trusted, because other users may write to it (mode {Convert.ToString((int)stat.Permissions, 8)}). "
                + $"Correct it with: chmod go-w {path}{OrTrustAnyone}"
            : null;
    }

    private const string OrTrustAnyone = "; or, on a development machine, set trust = \"anyone\" in [scripts] of basenode.toml";
}
