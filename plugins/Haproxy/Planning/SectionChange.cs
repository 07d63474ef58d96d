namespace Basenode.Haproxy.Planning;

/// <summary>What happened to one section between two versions of a file.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Title">The section, such as <c>frontend web</c>.</param>
internal sealed record SectionChange(SectionChangeKind Kind, string Title);
