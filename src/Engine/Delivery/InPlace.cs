using Basenode.Engine.FileSystem;

namespace Basenode.Engine.Delivery;

/// <summary>The file that is in place.</summary>
/// <param name="Stamp">Null when there is none.</param>
/// <param name="Hash">Of its content; empty when there is none.</param>
internal sealed record InPlace(FileStamp? Stamp, string Hash)
{
    /// <summary>There is no file, or it could not be looked at.</summary>
    public static InPlace Nothing { get; } = new(null, "");
}
