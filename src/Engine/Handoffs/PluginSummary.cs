using System.Collections.Immutable;

namespace Basenode.Engine.Handoffs;

/// <summary>One plugin as it stands.</summary>
/// <param name="Name">Its short name: a script's file name or an assembly's folder, without the ending.</param>
/// <param name="Path">The script or assembly.</param>
/// <param name="Contributes">What it contributes, a phrase each: <c>target haproxy</c>, <c>variables</c>, <c>function shout</c>.</param>
/// <param name="Errors">Why its newest version is not in use, or what of it was refused; each whole, with file and line. Empty when all is well.</param>
/// <param name="ServesLastGood">An older version serves in its place.</param>
internal sealed record PluginSummary(
    string Name,
    string Path,
    ImmutableArray<string> Contributes,
    ImmutableArray<string> Errors,
    bool ServesLastGood)
{
    /// <summary>No version of it ever worked in this process: what it would contribute, targets too, may be missing.</summary>
    public bool NeverWorked { get; init; }
}
