using System.Text.Json.Serialization;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>What became of one script in the compiler.</summary>
/// <param name="Assembly">The assembly, with its debugging information in it; null when it did not compile.</param>
/// <param name="Errors">Why it did not compile, each as <c>file:line:col: message</c> with the source line below.</param>
internal sealed record CompiledScript(byte[]? Assembly, IReadOnlyList<string> Errors)
{
    /// <summary>The compiler failed, not the script: trying again may help.</summary>
    [JsonIgnore]
    public bool MayPass { get; init; }
}
