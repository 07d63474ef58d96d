using Basenode.Cli.Output;

namespace Basenode.Cli.Tests.Output;

public sealed class FoldedDiffTests
{
    [Fact]
    public void Three_hundred_moved_servers_are_told_in_a_few_lines()
    {
        string[] shown = Folded(Servers(300, 1), Servers(300, 2));
        Assert.Equal(
            [
                "@@ -1,302 +1,302 @@",
                " backend web",
                " ",
                "-    server s1 10.1.0.1:80", "-    server s2 10.1.0.2:80", "-    server s3 10.1.0.3:80",
                "… 296 more lines of 'server' removed; --all shows them",
                "-    server s300 10.1.1.44:80",
                "+    server s1 10.2.0.1:80", "+    server s2 10.2.0.2:80", "+    server s3 10.2.0.3:80",
                "… 296 more lines of 'server' added; --all shows them",
                "+    server s300 10.2.1.44:80",
            ],
            shown);
    }

    [Fact]
    public void What_is_short_or_of_many_kinds_stays_whole()
    {
        Assert.Equal(2 + 1 + 24, Folded(Servers(12, 1), Servers(12, 2)).Length);
        string many = string.Concat(Enumerable.Range(0, 50).Select(number => $"word{number} x\n"));
        Assert.Equal(51, Folded("", many).Length);
        Assert.Equal(51, Folded("", new string('\n', 50)).Length);
    }

    private static string Servers(int count, int net) =>
        $"backend web\n\n{string.Concat(Enumerable.Range(1, count).Select(number => $"    server s{number} 10.{net}.{number / 256}.{number % 256}:80\n"))}";

    private static string[] Folded(string before, string after) => [.. FoldedDiff.Fold(UnifiedDiff.Hunks(before, after)).Select(line => line.Text)];
}
