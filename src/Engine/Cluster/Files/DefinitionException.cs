namespace Basenode.Engine.Cluster.Files;

/// <summary>A definition file says something that it must not. Thrown and caught within the reading of one file.</summary>
/// <param name="message">What is wrong and what would be valid.</param>
/// <param name="offset">Where in the file, in bytes.</param>
internal sealed class DefinitionException(string message, long offset) : Exception(message)
{
    /// <summary>Where in the file, in bytes.</summary>
    public long Offset => offset;
}
