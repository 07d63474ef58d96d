using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;
using Scriban;
using Scriban.Parsing;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering;

/// <summary>One version of a template's file, parsed once. The reference stays the same until the file is edited.</summary>
/// <param name="Name">The name that templates and targets use.</param>
/// <param name="Path">Where the file is.</param>
/// <param name="Text">Its text.</param>
/// <param name="Template">The parsed template; null when it has errors.</param>
/// <param name="Error">Why it cannot be used: not found, not allowed, or every syntax error, whole. Null when it can.</param>
internal sealed record TemplateFile(string Name, string Path, string Text, Template? Template, string? Error)
{
    /// <summary>The long hash of its bytes; empty for a text that is from no file.</summary>
    public string Hash { get; init; } = "";

    /// <summary>A name that leads to no usable file.</summary>
    public static TemplateFile Missing(string name, string error) => new(name, "", "", null, error);
}

/// <summary>An included template that is missing, not allowed, or has syntax errors.</summary>
internal sealed class TemplateFileException(SourceSpan span, TemplateFile file) : ScriptRuntimeException(span, file.Error!)
{
    /// <summary>Whether the message names its own place, in the included file.</summary>
    public bool HasOwnPlace { get; } = file.Path.Length > 0;
}

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
        name.Length == 0 ? "has an empty name"
        : Path.IsPathRooted(name) ? "is an absolute path; name it relative to a template folder"
        : name.Contains('\0') || name.Contains('\\') ? "has a character that is not allowed in a name"
        : name.Split('/').Contains("..") ? "is outside of the template folders; '..' is not allowed"
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
