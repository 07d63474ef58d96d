using Basenode.Engine.Model;
using Basenode.Engine.Text;

namespace Basenode.Cli.Output;

/// <summary>What a run would change in one target's file, without secrets.</summary>
/// <param name="Target">The target.</param>
/// <param name="Proposed">The new text.</param>
/// <param name="Diff">The difference.</param>
/// <param name="IsOfSecretsOnly">Whether the texts differ in nothing but secrets.</param>
internal sealed record TargetDifference(TargetPreview Target, string Proposed, UnifiedDiff Diff, bool IsOfSecretsOnly)
{
    /// <summary>Whether a person should see to it before anything else.</summary>
    public bool IsBad => Target.Error is not null || Target.Refusal is not null;

    /// <summary>Compares the old text with the new one.</summary>
    public static TargetDifference Of(TargetPreview target)
    {
        (string current, string proposed) = SecretMask.Process.Apply(target.Current ?? "", target.Proposed ?? "");
        return new TargetDifference(
            target,
            proposed,
            target.WouldChange ? new UnifiedDiff(current, proposed) : new UnifiedDiff("", ""),
            target.WouldChange && target.Current is not null && current == proposed);
    }
}
