using Basenode.Engine.Telling;

namespace Basenode.Engine.Tests.Telling;

public sealed class OngoingTests
{
    private readonly Ongoing<Thing> ongoing = new(thing => thing.Name, thing => thing.Text);
    private DateTimeOffset now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void A_thing_is_told_when_it_begins_and_when_it_is_resolved()
    {
        Assert.Equal(["a"], Begun(new Thing("a", "broken")));
        Assert.Empty(Begun(new Thing("a", "broken")));
        now += TimeSpan.FromSeconds(7);
        OngoingNews<Thing> news = ongoing.Take([], 0, now);
        Assert.Equal(("a", TimeSpan.FromSeconds(7)), (Assert.Single(news.Resolved).Thing.Name, news.Resolved[0].Lasted));
        Assert.Empty(ongoing.Take([], 0, now).Resolved);
        Assert.Empty(ongoing.Since);
    }

    [Fact]
    public void Another_text_is_told_and_one_that_differs_in_what_changes_from_try_to_try_is_not()
    {
        Begun(new Thing("a", "cannot write /etc/.web.3f8a.tmp, try 1, process 4711"));
        Assert.Empty(Begun(new Thing("a", "cannot write /etc/.web.9c1d.tmp, try 2, process 4712")));
        Assert.Equal(["a"], Begun(new Thing("a", "the disk is full")));
        Assert.Empty(Begun(new Thing("a", "the disk is full")));
    }

    [Fact]
    public void After_an_edit_every_other_text_is_told()
    {
        Begun(new Thing("a", "there is no variable 'port1'"));
        Assert.Empty(Begun(new Thing("a", "there is no variable 'port2'")));
        Assert.Equal(["a"], Begun(new Thing("a", "there is no variable 'port2'"), edits: 1));
        Assert.Empty(Begun(new Thing("a", "there is no variable 'port2'"), edits: 2));
    }

    [Theory]
    [InlineData("list.sbn:2:4: no", "list.sbn:3:4: no", false)]
    [InlineData("127.0.0.1:8500: refused", "127.0.0.2:8500: refused", true)]
    [InlineData("[NOTICE] (123) : bad", "[NOTICE] (45) : bad", true)]
    [InlineData("at 12:03:04", "at 13:03:04", true)]
    [InlineData("3c1e8f8e-beef-4bad-cafe-0123456789ab", "3c1e8f8e-1111-4bad-cafe-0123456789ab", true)]
    [InlineData("first", "second", false)]
    public void Numbers_are_blurred_and_places_are_not(string one, string other, bool areEqual) =>
        Assert.Equal(areEqual, VaryingText.Blur(one) == VaryingText.Blur(other));

    [Fact]
    public void Something_that_comes_and_goes_or_says_another_word_each_time_is_told_a_few_times_only()
    {
        string[] words = [.. Enumerable.Range(0, 200).Select(number => new string((char)('a' + (number % 26)), 1 + (number / 26)))];
        int told = 0;
        foreach (string word in words)
        {
            told += Begun(new Thing("a", word)).Length;
            now += TimeSpan.FromSeconds(1);
            told += word.Length % 2 == 0 ? ongoing.Take([], 0, now).Resolved.Count : 0;
        }

        Assert.InRange(told, 10, 20);

        // What is still wrong when the while is over is told again, with its newest text.
        now += TimeSpan.FromMinutes(11);
        Assert.Equal(["a"], Begun(new Thing("a", "newest")));
    }

    [Fact]
    public void It_remembers_since_when_and_nothing_for_ever()
    {
        DateTimeOffset began = now;
        Begun(new Thing("a", "x"));
        now += TimeSpan.FromMinutes(3);
        Begun(new Thing("a", "another"), new Thing("b", "y"));
        Assert.Equal([began, now], ongoing.Since.OrderBy(since => since.Key, StringComparer.Ordinal).Select(since => since.Value));
    }

    [Fact]
    public void What_has_not_lasted_long_enough_is_told_later_or_never()
    {
        Assert.Empty(ongoing.Take([new Thing("a", "waits")], 0, now, IsOld).Begun);
        now += TimeSpan.FromSeconds(2);
        Assert.Single(ongoing.Take([new Thing("a", "waits")], 0, now, IsOld).Begun);
        Assert.Empty(ongoing.Take([new Thing("a", "waits"), new Thing("b", "waits")], 0, now, IsOld).Begun);
        Assert.Equal(["a"], ongoing.Take([], 0, now, IsOld).Resolved.Select(ended => ended.Thing.Name));

        bool IsOld(Thing thing, DateTimeOffset since) => now - since >= TimeSpan.FromSeconds(2);
    }

    private string[] Begun(params Thing[] things) => Begun(0, things);

    private string[] Begun(Thing thing, long edits) => Begun(edits, thing);

    private string[] Begun(long edits, params Thing[] things) => [.. ongoing.Take(things, edits, now).Begun.Select(thing => thing.Name)];

    private sealed record Thing(string Name, string Text);
}
