using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests;

/// <summary>Cluster states made by hand, for stages that only read them.</summary>
internal static class States
{
    public static ClusterState Of(params (Query Query, object? Answer)[] answers) => ClusterState.Empty.With(answers);

    /// <summary>The next state, in which some answers are new.</summary>
    public static ClusterState With(this ClusterState state, params (Query Query, object? Answer)[] answers) => state with
    {
        Revision = state.Revision + 1,
        Answers = state.Answers.SetItems(answers.Select(one => KeyValuePair.Create(one.Query, new Answer(one.Answer, state.Revision + 1)))),
    };

    public static Instance Instance(string name = "web", int number = 1) => new()
    {
        Id = $"{name}-{number}",
        Name = name,
        ServerName = $"{name}-{number}-x",
        Node = $"node{number}",
        Address = $"10.0.{number / 250}.{(number % 250) + 1}",
        Port = 8000 + (number % 1000),
        Status = "passing",
        Tags = ["primary", "v2"],
        Meta = new Dictionary<string, string> { ["owner"] = "team-a" },
    };

    public static IReadOnlyList<Instance> Instances(string name, int count) =>
        [.. Enumerable.Range(1, count).Select(number => Instance(name, number)).ToImmutableArray()];
}
