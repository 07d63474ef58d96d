namespace Basenode.Engine.Model;

/// <summary>A script or template that made a file, and where it is from.</summary>
/// <param name="Kind"><c>script</c>, <c>assembly</c> or <c>template</c>.</param>
/// <param name="File">The name of a template, or the file name of a script.</param>
/// <param name="Repository">The name of its repository; null when it is not known.</param>
/// <param name="Commit">Its commit, 12 digits; null when it is not known.</param>
/// <param name="Clean">Whether it is as in that commit; null when it is not known.</param>
internal sealed record SourceReport(string Kind, string File, string? Repository, string? Commit, bool? Clean);
