namespace Basenode.Engine.Handoffs;

/// <summary>A plugin's value that has no place in a template. Its message names the path to the value and what would be valid.</summary>
internal sealed class ConversionException(string path, string message) : Exception($"{(path.Length == 0 ? "the result" : path)}: {message}");
