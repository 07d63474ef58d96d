using Basenode.Cli.Output;
using Basenode.Testing;

namespace Basenode.Cli.Tests.Output;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void Equal_texts_have_no_difference() => Assert.Empty(UnifiedDiff.Hunks("a\nb\n", "a\nb\n"));

    [Fact]
    public void A_change_stands_in_three_lines_of_context()
    {
        string before = string.Concat(Enumerable.Range(1, 20).Select(i => $"{i}\n"));
        Assert.Equal(
            ["@@ -7,7 +7,7 @@", " 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13"],
            Lines(before, before.Replace("10\n", "ten\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_missing_last_line_break_is_a_difference_and_is_told()
    {
        Assert.Equal(["@@ -1 +1 @@", "-a", "+a", "\\ No newline at end of file"], Lines("a\n", "a"));
        Assert.Equal(["@@ -1 +1,2 @@", "-a", "\\ No newline at end of file", "+a", "+b"], Lines("a", "a\nb\n"));
    }

    [Fact]
    public void A_new_file_and_an_emptied_one_have_ranges_of_nothing()
    {
        Assert.Equal(["@@ -0,0 +1,2 @@", "+a", "+b"], Lines("", "a\nb\n"));
        Assert.Equal(["@@ -1 +0,0 @@", "-a"], Lines("a\n", ""));
    }

    [Fact]
    public void A_carriage_return_is_text_like_any_other() => Assert.Equal(["@@ -1 +1 @@", "-a", "+a\r"], Lines("a\n", "a\r\n"));

    [Fact]
    public async Task Patch_makes_the_new_text_of_the_old_one_and_the_difference()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(4711);
        for (int round = 0; round < 40; round++)
        {
            string before = Text(random, random.Next(0, 40));
            string after = random.Next(4) == 0 ? Text(random, random.Next(0, 40)) : Edit(random, before);
            string file = folder.Write("file", before);
            string patch = folder.Write("patch", $"--- file\n+++ file\n{string.Concat(UnifiedDiff.Hunks(before, after).Select(line => line.Text + "\n"))}");
            if (before != after)
            {
                (int code, string output) = await ChildProcess.RunAsync("patch", ["-s", "--fuzz=0", file, patch]);
                Assert.True(code == 0, $"round {round}: {output}\n{File.ReadAllText(patch)}");
            }

            Assert.Equal(after, File.Exists(file) ? File.ReadAllText(file) : "");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_memory_grows_with_the_lines_and_no_faster(bool shuffled)
    {
        long few = Allocated(1_500, shuffled);
        long many = Allocated(6_000, shuffled);

        Assert.InRange((double)many / few, 1, 8);
    }

    // Four times the lines cost about four times the memory; sixteen times would be a table of all lines against all.
    private static long Allocated(int count, bool shuffled)
    {
        string[] lines = [.. Enumerable.Range(0, count).Select(i => $"    server web-{i} 10.0.{i / 256}.{i % 256}:80 check")];
        string before = string.Join('\n', lines);
        if (shuffled)
        {
            new Random(1).Shuffle(lines);
        }

        string after = string.Join('\n', lines.Select(line => shuffled ? line : line + " weight 2"));
        long started = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotEmpty(UnifiedDiff.Hunks(before, after).ToList());
        return GC.GetAllocatedBytesForCurrentThread() - started;
    }

    private static string[] Lines(string before, string after) => [.. UnifiedDiff.Hunks(before, after).Select(line => line.Text)];

    private static string Text(Random random, int lines)
    {
        string text = string.Concat(Enumerable.Range(0, lines).Select(_ => $"{(char)('a' + random.Next(4))}\n"));
        return random.Next(3) == 0 ? text.TrimEnd('\n') : text;
    }

    private static string Edit(Random random, string text)
    {
        List<string> lines = [.. text.Split('\n')];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(lines.Count);
            if (random.Next(2) == 0)
            {
                lines.Insert(at, "new");
            }
            else
            {
                lines[at] = "changed";
            }
        }

        return string.Join('\n', lines);
    }
}
