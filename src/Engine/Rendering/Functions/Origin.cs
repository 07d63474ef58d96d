namespace Basenode.Engine.Rendering.Functions;

/// <summary>Where the text that is being rendered comes from.</summary>
internal static class Origin
{
    public static IEnumerable<TemplateFunction> Functions => [new("provenance", [], call => call.Context.Provenance())];
}
