using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>What came of asking a query once: an answer or a failure.</summary>
/// <param name="Step">What the answer's index says; <see cref="IndexStep.Invalid"/> for a failure and where there is no index.</param>
internal sealed record Outcome(Query Query, ConsulAnswer? Answer, ConsulException? Failure, IndexStep Step = IndexStep.Invalid);
