using Basenode.Engine.Model;
using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Local files, which are watched, and paths.</summary>
internal static class Files
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("read_file", ["path"], ReadFile),
        new("file_exists", ["path"], call => Read(call) is not null),
        new("base", ["path"], call => Base(call.Text(0))),
        new("dir", ["path"], call => Folder(call.Text(0))),
    ];

    private static string? Read(FunctionCall call) => call.Context.Cluster.Read<string?>(new FileQuery(Absolute(call)), null);

    private static string ReadFile(FunctionCall call)
    {
        string? text = Read(call);
        return text is not null ? text
            : !call.Context.State.Answers.ContainsKey(new FileQuery(Absolute(call))) ? ""
            : throw new FunctionException($"there is no file '{LogText.Escape(call.Text(0))}'; basenode tries again when it appears. Use 'file_exists' first if it may be absent");
    }

    private static string Absolute(FunctionCall call) => call.Name(0) is ['/', ..] path ? path : throw call.Wrong(0, "an absolute path");

    private static string Base(string path) =>
        path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed[(trimmed.LastIndexOf('/') + 1)..] : path.Length > 0 ? "/" : ".";

    private static string Folder(string path) => path.LastIndexOf('/') switch
    {
        < 0 => ".",
        0 => "/",
        int slash => path[..slash].TrimEnd('/') is { Length: > 0 } folder ? folder : "/",
    };
}
