using Basenode.Engine.Model;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Telling;

/// <summary>One word for one state: docs/operations.md names each outcome and each level of health as status, log and JSON do.</summary>
public sealed class DocumentedWordsTests
{
    private static readonly string[] Page = File.ReadAllLines(Path.Combine(Repository.Root, "docs/operations.md"));

    [Fact]
    public void The_table_of_outcomes_has_each_of_them_and_no_other() =>
        Assert.Equal(
            Enum.GetValues<TargetOutcome>().Select(outcome => outcome.InWords()).Order(StringComparer.Ordinal),
            FirstColumn("| outcome |").Order(StringComparer.Ordinal));

    [Fact]
    public void The_table_of_health_has_each_level_in_order() =>
        Assert.Equal(Enum.GetNames<HealthLevel>().Select(level => level.ToLowerInvariant()), FirstColumn("| health |"));

    [Fact]
    public void A_word_is_the_one_of_json_with_blanks() =>
        Assert.All(
            Enum.GetValues<TargetOutcome>(),
            outcome => Assert.Equal(System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName($"{outcome}"), outcome.InWords().Replace(' ', '_')));

    private static string[] FirstColumn(string header) =>
    [
        .. Page.SkipWhile(line => !line.StartsWith(header, StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|')[1].Trim()),
    ];
}
