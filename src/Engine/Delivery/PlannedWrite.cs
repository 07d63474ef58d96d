using System.Text;
using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Delivery;

/// <summary>The content that a target should have now.</summary>
/// <param name="Content">Null to remove the file.</param>
/// <param name="Hash">Of the content; empty without.</param>
internal sealed record PlannedWrite(byte[]? Content, string Hash)
{
    /// <summary>A rendered text.</summary>
    public static PlannedWrite Of(string text, string hash) => new(Encoding.UTF8.GetBytes(text), hash);
}

/// <summary>The file that is in place.</summary>
/// <param name="Stamp">Null when there is none.</param>
/// <param name="Hash">Of its content; empty when there is none.</param>
internal sealed record InPlace(FileStamp? Stamp, string Hash)
{
    /// <summary>There is no file, or it could not be looked at.</summary>
    public static InPlace Nothing { get; } = new(null, "");
}
