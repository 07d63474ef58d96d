using System.Collections.Immutable;
using Basenode.Engine.Handoffs;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster;

/// <summary>What came of a list of registrations at the border.</summary>
/// <param name="Instances">Those that passed, in order.</param>
/// <param name="Quarantined">Those that are left out, each with its reason.</param>
internal sealed record BorderResult(IReadOnlyList<Instance> Instances, ImmutableArray<QuarantinedInstance> Quarantined);
