using System.Diagnostics.Metrics;

namespace Basenode.Engine.Metrics;

/// <summary>What the engine counts, in one place. What is a value of its status is measured from the status instead.</summary>
/// <remarks>
/// A label's value is the name of a target, plugin or reload action, or one of a few fixed words: never a text of the cluster, a command line or a message, which could have
/// any number of values or hold a secret. docs/operations.md lists all of them, and a test compares.
/// </remarks>
internal static class EngineMetrics
{
    /// <summary>The name of the engine's meter. Meters of plugins are exposed when their name begins with it and a dot.</summary>
    public const string MeterName = "basenode";

    private static readonly Meter Meter = new(MeterName);

    /// <summary>By <c>done</c> or <c>failed</c>.</summary>
    public static Tally Passes { get; } = new Tally(Meter, "basenode.passes", "{pass}", "Passes: variables, rendering and comparison of all targets.", "outcome")
        .With("done").With("failed");

    /// <summary>By <c>variables</c>, <c>render</c> or <c>compare</c>.</summary>
    public static Durations PassDuration { get; } = new(Meter, "basenode.pass.duration", "How long the stages of a pass took.", "stage");

    /// <summary>By <c>rendered</c> or <c>reused</c>.</summary>
    public static Tally Fragments { get; } = new Tally(
        Meter, "basenode.template.fragments", "{fragment}", "Parts of templates in renderings that ended well: rendered, or taken from the rendering before.", "outcome").With("rendered").With("reused");

    /// <summary>By the target's name and the outcome, in the words of the status.</summary>
    public static Tally Deliveries { get; } = new(Meter, "basenode.deliveries", "{delivery}", "Deliveries that ended, by how the target stood then.", "target", "outcome");

    /// <summary>By <c>check</c> or <c>reload</c>.</summary>
    public static Durations DeliveryStepDuration { get; } = new(Meter, "basenode.delivery.step.duration", "How long the checks and reloads of deliveries took.", "step");

    /// <summary>By the name of the reload action, or <c>command</c>, and the result.</summary>
    public static Tally Reloads { get; } = new(Meter, "basenode.reloads", "{reload}", "Calls of reload actions, whatever they took to apply the change.", "reload", "result");

    /// <summary>By <c>blocking</c> or <c>quick</c>, and the outcome.</summary>
    public static Tally ConsulRequests { get; } = new Tally(Meter, "basenode.consul.requests", "{request}", "Requests to Consul that ended.", "kind", "outcome")
        .With("blocking", "ok").With("quick", "ok");

    /// <summary>By the plugin's file name and the part of it that failed.</summary>
    public static Tally PluginFailures { get; } = new(Meter, "basenode.plugin.failures", "{failure}", "Calls into scripts and plugins that threw or did not return, and versions that could not be loaded.", "plugin", "part");

    /// <summary>By nothing.</summary>
    public static Tally SeriesLeftOut { get; } = new Tally(Meter, "basenode.metrics.left_out", "{measurement}", "Measurements of plugins that are not shown: too many combinations of labels, a name that another instrument has, or code that threw.")
        .With();

    /// <summary>The histograms, which <see cref="Durations"/> keeps by itself.</summary>
    public static IReadOnlyList<Durations> Histograms { get; } = [PassDuration, DeliveryStepDuration];
}
