using System.Collections.Immutable;
using Basenode.Engine.Origins;

namespace Basenode.Engine.Rendering;

/// <summary>Says which script and templates a target is made by, and where they are from.</summary>
/// <param name="book">Knows where files are from; null where nobody does.</param>
/// <param name="script">The files of the plugin that declares the target.</param>
internal sealed class TargetOrigins(OriginBook? book, ImmutableArray<SourceFile> script)
{
    /// <summary>The line for a rendered text; null while something of it is being looked up.</summary>
    public string? Line(IEnumerable<TemplateFile> templates)
    {
        (SourceFile File, FileOrigin? Origin)[] all = [.. Sources(templates).Select(file => (file, book is null ? FileOrigin.Unknown : book.Of(file, isShown: true)))];
        return all.Any(each => each.Origin is null) ? null : OriginLine.Of(all.Select(each => (each.File, each.Origin!)));
    }

    /// <summary>The sources. Each is looked up in the background, so that the answer is there when somebody asks.</summary>
    public ImmutableArray<SourceFile> LookUp(IEnumerable<TemplateFile> templates)
    {
        ImmutableArray<SourceFile> sources = Sources(templates);
        foreach (SourceFile file in sources)
        {
            book?.Of(file);
        }

        return sources;
    }

    // The script's files, then the templates in the order in which they were asked for.
    private ImmutableArray<SourceFile> Sources(IEnumerable<TemplateFile> templates) =>
        [.. script, .. templates.Where(file => file.Hash.Length > 0).Select(file => new SourceFile(SourceKind.Template, file.Name, file.Path, file.Hash))];
}
