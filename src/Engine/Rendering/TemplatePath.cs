using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering;

/// <summary>Finds a template's file. Names lead below the template folders only, whatever <c>..</c> or links say.</summary>
internal sealed class TemplatePath(IReadOnlyList<string> folders)
{
    /// <summary>Where a template is, or why there is none.</summary>
    public (string? Path, string? Error) Find(string name)
    {
        if (Problem(name) is string problem)
        {
            return (null, $"template '{LogText.Escape(name)}' {problem}");
        }

        foreach (string folder in folders)
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                return Inside(path, name);
            }
        }

        return (null, $"template '{LogText.Escape(name)}' was not found in {string.Join(" or ", folders)}");
    }

    private static string? Problem(string name) =>
        name.Length == 0 ? "has no name"
        : Path.IsPathRooted(name) ? "is an absolute path; name it relative to a template folder"
        : name.Contains('\0') || name.Contains('\\') ? "has a character that no template name may have"
        : name.Split('/').Contains("..") ? "leads out of the template folders; '..' is not allowed"
        : null;

    private (string? Path, string? Error) Inside(string path, string name)
    {
        string? real = RealPath.Of(path);
        foreach (string folder in folders)
        {
            if (real is not null && RealPath.Of(folder) is string root && RealPath.IsInside(real, root))
            {
                return (real, null);
            }
        }

        return (null, $"template '{name}' is a link to {real ?? "nowhere"}, which is outside the template folders ({string.Join(", ", folders)})");
    }
}
