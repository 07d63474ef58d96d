using System.Globalization;
using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>The time of the run. A file that shows it changes only when something else does too: time alone runs nothing.</summary>
internal static class Times
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("timestamp", ["format?"], call => Timestamp(Now(call), call.OptionalText(0))),
        new("datetime", [], call => Now(call)),
    ];

    private static DateTimeOffset Now(FunctionCall call)
    {
        call.Context.NoteImpure();
        return call.Context.Time.GetUtcNow();
    }

    private static string Timestamp(DateTimeOffset now, string? format)
    {
        try
        {
            return format == "unix" ? now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)
                : now.ToString(format ?? "yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }
        catch (FormatException)
        {
            throw new FunctionException($"\"{LogText.Escape(format!)}\" is not a valid time format; write yyyy-MM-dd HH:mm:ss, or unix");
        }
    }
}
