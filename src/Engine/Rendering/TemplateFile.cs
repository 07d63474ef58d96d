using Scriban;

namespace Basenode.Engine.Rendering;

/// <summary>One version of a template's file, parsed once. The reference stays the same until the file is edited.</summary>
/// <param name="Name">The name that templates and targets use.</param>
/// <param name="Path">Where the file is.</param>
/// <param name="Text">Its text.</param>
/// <param name="Template">The parsed template; null when it has errors.</param>
/// <param name="Error">Why it cannot be used: not found, not allowed, or every syntax error, whole. Null when it can.</param>
internal sealed record TemplateFile(string Name, string Path, string Text, Template? Template, string? Error)
{
    /// <summary>A name that leads to no usable file.</summary>
    public static TemplateFile Missing(string name, string error) => new(name, "", "", null, error);
}
