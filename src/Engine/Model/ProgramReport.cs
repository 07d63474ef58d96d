using System.Collections.Immutable;
using Basenode.Plugins;

namespace Basenode.Engine.Model;

/// <summary>What a reload action told of its program when it was asked.</summary>
/// <param name="Reload">The action in words.</param>
/// <param name="Targets">The targets that share it.</param>
/// <param name="Program">What it told; null when it could not.</param>
/// <param name="Problem">Why it could not; null when it could.</param>
internal sealed record ProgramReport(string Reload, ImmutableArray<string> Targets, ProgramPart? Program, string? Problem);
