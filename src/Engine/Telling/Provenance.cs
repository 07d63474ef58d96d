using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Engine.Origins;
using Basenode.Engine.Text;

namespace Basenode.Engine.Telling;

/// <summary>Says which script and templates made the files in place.</summary>
internal static class Provenance
{
    /// <summary>A target's report with what is known of its sources now.</summary>
    public static TargetReport With(TargetReport target, OriginBook? origins)
    {
        ImmutableArray<(SourceFile File, FileOrigin Origin)> sources = [.. target.MadeBy.Select(file => (file, origins?.Of(file) ?? FileOrigin.Unknown))];
        return target with
        {
            Provenance = sources.Any(source => source.Origin.IsKnown) ? OriginLine.Of(sources) : null,
            Sources = [.. sources.Select(source => Report(source.File, source.Origin))],
        };
    }

    private static SourceReport Report(SourceFile file, FileOrigin origin) => new(
        SnakeCase.From(file.Kind.ToString()),
        file.Name,
        origin.Repository.Length > 0 ? origin.Repository : null,
        origin.IsKnown ? origin.Commit : null,
        origin.IsKnown ? origin.IsClean : null);
}
