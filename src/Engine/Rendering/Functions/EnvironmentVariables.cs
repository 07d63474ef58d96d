using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>The engine's own environment, which does not change while it runs. It may hold secrets: what a template prints is its author's choice.</summary>
internal static class EnvironmentVariables
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("env", ["name"], call => Read(call) ?? ""),
        new("must_env", ["name"], call => Read(call)
            ?? throw new FunctionException($"the environment has no variable '{LogText.Escape(call.Name(0))}'; use 'env_or_default' if it may be absent")),
        new("env_or_default", ["name", "value"], call => Read(call) ?? call.Value(1)),
    ];

    private static string? Read(FunctionCall call)
    {
        call.Context.NoteImpure();
        return Environment.GetEnvironmentVariable(call.Name(0));
    }
}
