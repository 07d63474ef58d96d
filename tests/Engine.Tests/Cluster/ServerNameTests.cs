using Basenode.Engine.Cluster.Validation;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Engine.Tests.Cluster;

public sealed class ServerNameTests
{
    [Fact]
    public void A_name_is_readable_and_stays_the_same_for_ever() => Assert.Equal("node-1.web-1-plqhec6f64ar75ri", ServerName.Of("node-1", "web-1"));

    [Fact]
    public void Whatever_node_and_id_the_name_is_a_word_of_at_most_64_characters() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(), (node, id) =>
        {
            string name = ServerName.Of(node ?? "", id ?? "");
            return name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Different_pairs_have_different_names() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(string, string)>(), ArbMap.Default.ArbFor<(string, string)>(), (one, other) =>
            (ServerName.Of(one.Item1 ?? "", one.Item2 ?? "") == ServerName.Of(other.Item1 ?? "", other.Item2 ?? ""))
            == ((one.Item1 ?? "", one.Item2 ?? "") == (other.Item1 ?? "", other.Item2 ?? ""))).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a", "bc", "ab", "c")]
    [InlineData("a\0b", "c", "a", "b\0c")]
    [InlineData("n", "web#1", "n", "web/1")]
    [InlineData("n", "x", "N", "x")]
    public void Pairs_that_look_alike_are_told_apart(string node, string id, string otherNode, string otherId) =>
        Assert.NotEqual(ServerName.Of(node, id), ServerName.Of(otherNode, otherId));

    [Fact]
    public void Huge_ids_that_differ_at_the_end_only_are_told_apart()
    {
        string id = new('x', 10_000);
        Assert.NotEqual(ServerName.Of("n", id + "1"), ServerName.Of("n", id + "2"));
    }
}
