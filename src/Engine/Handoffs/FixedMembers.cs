using System.Collections.Immutable;

namespace Basenode.Engine.Handoffs;

/// <summary>A plugin's object with members of fixed names, in snake_case: an unknown member is an error, unlike an absent key of a dictionary.</summary>
internal sealed record FixedMembers(ImmutableSortedDictionary<string, object?> Members);
