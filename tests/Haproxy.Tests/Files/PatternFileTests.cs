using Basenode.Haproxy.Files;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Haproxy.Tests.Files;

public sealed class PatternFileTests
{
    private static readonly Gen<string> Text = Gen.ListOf(Gen.Elements("#", " ", "\t", "\r", "\n", "\n", "a", "b", "é", ";", "\\", "<<", "0x1", "\0")).Select(string.Concat);

    [Fact]
    public void A_map_is_read_as_haproxy_reads_it()
    {
        PatternFile file = PatternFile.Parse("# comment\n  #key one  two \t\n\n \t\nkey\ncut\rlost value\nshort va\0lue\nlast x", hasValues: true);

        Assert.Equal(
            [new("#key", "one  two"), new("key", ""), new("cut", ""), new("short", "va"), new("last", "x")],
            file.Entries);
        Assert.Null(file.Obstacle);
    }

    [Fact]
    public void A_file_of_patterns_keeps_the_blanks_within_a_line_and_at_its_end()
    {
        PatternFile file = PatternFile.Parse("#no\n a b \n\n", hasValues: false);

        Assert.Equal([new("a b ", null)], file.Entries);
        Assert.NotNull(file.Obstacle);
    }

    [Fact]
    public void Whatever_it_holds_its_entries_are_one_line_each() => Prop.ForAll(
        Text.ToArbitrary(),
        text => PatternFile.Parse(text, hasValues: true).Entries.All(entry =>
            entry.Key.Length > 0 && !entry.Key.AsSpan().ContainsAny(" \t\r\n\0") && !entry.Value.AsSpan().ContainsAny("\r\n\0") && entry.Value == entry.Value!.Trim(' ', '\t'))).Check(Seeded);

    [Fact]
    public void What_was_written_is_read_again() => Prop.ForAll(
        Text.ToArbitrary(),
        text =>
        {
            // A key that begins with # needs a blank before it.
            PatternEntry[] entries = [.. PatternFile.Parse(text, hasValues: true).Entries];
            string again = string.Concat(entries.Select(entry => $" {entry.Key} {entry.Value}\n"));
            return PatternFile.Parse(again, hasValues: true).Entries.SequenceEqual(entries);
        }).Check(Seeded);

    [Fact]
    public void An_answer_of_haproxy_is_read_again() => Prop.ForAll(
        Text.ToArbitrary(),
        Gen.Elements(true, false).ToArbitrary(),
        (text, hasValues) =>
        {
            PatternEntry[] entries = [.. PatternFile.Parse(text, hasValues).Entries];
            string reply = string.Concat(entries.Select(entry => hasValues ? $"0x55aa {entry.Key} {entry.Value}\n" : $"0x55aa {entry.Key}\n")) + "\n";
            return PatternReply.Parse(reply, hasValues)?.SequenceEqual(entries) is true;
        }).Check(Seeded);

    [Theory]
    [InlineData("")]
    [InlineData("0x55aa a b\n")]
    [InlineData("Unknown map identifier. Please use #<id> or <file>.\n\n")]
    [InlineData("0x55aa a b\n\n0x55aa")]
    public void Another_answer_is_none(string reply) => Assert.Null(PatternReply.Parse(reply, hasValues: true));

    [Theory]
    [InlineData("a 1\nb 2\n", "b 2\na 1\n", "has its entries in another order")]
    [InlineData("a 1\na 2\n", "a 1\n", "has its entries in another order")]
    [InlineData("a 1\n", "a 2\na 1\n", "~1 entry")]
    [InlineData("", "a 1\nb 2\n", "+2 entries")]
    [InlineData("a 1\n", "# x\n a   1\n", null)]
    public void A_difference_is_told_in_few_words(string before, string after, string? words) =>
        Assert.Equal(words, PatternDifference.Describe(PatternFile.Parse(before, hasValues: true).Entries, PatternFile.Parse(after, hasValues: true).Entries));

    [Fact]
    public void Files_that_say_the_same_have_no_difference_and_others_have_one() => Prop.ForAll(
        Text.ToArbitrary(),
        Text.ToArbitrary(),
        (before, after) =>
        {
            IReadOnlyList<PatternEntry> old = PatternFile.Parse(before, hasValues: true).Entries;
            IReadOnlyList<PatternEntry> @new = PatternFile.Parse(after, hasValues: true).Entries;
            return PatternDifference.Describe(old, @new) is null == old.SequenceEqual(@new);
        }).Check(Seeded);

    private static Config Seeded => Config.QuickThrowOnFailure.WithMaxTest(2_000).WithReplay(20_261_129, 7);
}
