using Basenode.Engine.Plugins;
using Basenode.Engine.Plugins.Files;

namespace Basenode.Engine.Tests.Plugins;

public sealed class SettledChangesTests
{
    private readonly SettledChanges changes = new();

    [Fact]
    public void An_edit_is_taken_up_when_two_looks_see_the_same()
    {
        Assert.Equal(("", true), Look("a=2", "a=1"));
        Assert.Equal(("", true), Look("a=3", "a=1"));
        Assert.Equal(("a", false), Look("a=3", "a=1"));
        Assert.Equal(("", false), Look("a=3", "a=3"));
    }

    [Fact]
    public void An_edit_that_was_undone_is_none()
    {
        Look("a=2", "a=1");
        Assert.Equal(("", false), Look("a=1", "a=1"));
        Assert.Equal(("", true), Look("a=2", "a=1"));
    }

    [Fact]
    public void New_and_removed_files_settle_too()
    {
        Assert.Equal(("", true), Look("new=1", "old=1"));
        Assert.Equal(("new old", false), Look("new=1", "old=1"));
    }

    [Fact]
    public void A_file_that_is_written_without_end_holds_up_no_other()
    {
        Look("a=2 b=2", "a=1 b=1");
        Assert.Equal(("b", true), Look("a=3 b=2", "a=1 b=1"));
    }

    private (string Settled, bool Unsettled) Look(string seen, string loaded)
    {
        (IReadOnlyList<string> settled, bool unsettled) = changes.Look(Map(seen), Map(loaded));
        return (string.Join(' ', settled.Order()), unsettled);
    }

    private static Dictionary<string, Fingerprint> Map(string text) =>
        text.Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => new Fingerprint(pair[1]));
}
