using System.Text;

namespace Basenode.Engine.Delivery;

/// <summary>The content that a target should have now.</summary>
/// <param name="Content">Null to remove the file.</param>
/// <param name="Hash">Of the content; empty without.</param>
internal sealed record PlannedWrite(byte[]? Content, string Hash)
{
    /// <summary>A rendered text.</summary>
    public static PlannedWrite Of(string text, string hash) => new(Encoding.UTF8.GetBytes(text), hash);
}
