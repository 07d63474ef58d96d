using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests.Documentation;

/// <summary>
/// Runs the documentation: a block with a path is written there, an <c>sh</c> block is run, a <c>text</c> block after it is what it prints
/// (a line <c>…</c> stands for any lines, within a line for any text). Each page has a sandbox of its own and is run from top to bottom.
/// </summary>
public sealed partial class DocumentationTests
{
    // Commands that need a whole machine or a container engine, and the test that runs them instead.
    private static readonly Dictionary<string, string> RunElsewhere = new()
    {
        ["./run"] = nameof(SmokeTests),
        ["./run --smoke"] = nameof(SmokeTests),
        ["./test"] = "the run that this test is part of",
        ["./build"] = "the run that this test is part of",
        ["docker build -t basenode ."] = "the tests of the image, Image.Tests",
    };

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
        .Append(Path.Combine(Repository.Root, "README.md"))
        .Where(page => MarkdownBlock.Read(page).Any(block => block.Language == "sh"))
        .Select(page => Path.GetRelativePath(Repository.Root, page))
        .Where(page => page is not "docs/template-functions.md")
        .Order()];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_the_page_works(string page)
    {
        using var sandbox = new BasenodeSandbox();
        Directory.CreateDirectory(sandbox.Folder["etc/consul/conf.d"]);
        Directory.CreateDirectory(sandbox.Folder["etc/haproxy"]);
        sandbox.Following(sandbox.Folder["etc/consul/conf.d"]);
        sandbox.Environment["REPOSITORY"] = Repository.Root;
        string output = "";
        foreach (MarkdownBlock block in MarkdownBlock.Read(Path.Combine(Repository.Root, page)))
        {
            string place = $"{page}:{block.Line}";
            switch (block.Language)
            {
                case "sh":
                    output = await RunAsync(sandbox, block, place);
                    break;
                case "text" or "diff" when block.Argument.Length == 0:
                    Assert.True(Matches(block.Text, output), $"{place}: expected\n{block.Text}\nbut the command before it printed\n{output}");
                    break;
                case var _ when block.Argument.Length > 0:
                    sandbox.Folder.Write(block.Argument, block.Text);
                    break;
            }
        }
    }

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        string[] pages = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md", SearchOption.AllDirectories), Path.Combine(Repository.Root, "README.md")];
        IEnumerable<string> broken = from page in pages
                                     from Match link in Link().Matches(File.ReadAllText(page))
                                     let target = link.Groups[1].Value.Split('#')[0]
                                     where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                                     let path = Path.Combine(Path.GetDirectoryName(page)!, target)
                                     where !File.Exists(path) && !Directory.Exists(path)
                                     select $"{Path.GetRelativePath(Repository.Root, page)}: {target}";
        Assert.Empty(broken);
    }

    private static async Task<string> RunAsync(BasenodeSandbox sandbox, MarkdownBlock block, string place)
    {
        string commands = string.Join('\n', block.Text.Split('\n').Where(line => !IsRunElsewhere(line.Split('#')[0].Trim())));
        if (commands.Trim().Length == 0)
        {
            return "";
        }

        (int exitCode, string output) = await ChildProcess.RunAsync("bash", ["-euc", commands], sandbox.Folder.Path, sandbox.Environment);
        int expected = block.Argument.StartsWith("exit=", StringComparison.Ordinal) ? int.Parse(block.Argument["exit=".Length..]) : 0;
        Assert.True(exitCode == expected, $"{place}: exit code {exitCode} instead of {expected}\n{commands}\n{output}");
        return output;
    }

    // The image's own tests build it and run containers, where a container engine can run at all.
    private static bool IsRunElsewhere(string command) =>
        RunElsewhere.ContainsKey(command) || command.StartsWith("docker ", StringComparison.Ordinal) || command.StartsWith("make ", StringComparison.Ordinal);

    private static bool Matches(string expected, string actual)
    {
        string pattern = string.Join('\n', expected.TrimEnd().Split('\n').Select(line => line.Trim() == "…" ? "(.*\n)*?.*" : Regex.Escape(line.TrimEnd()).Replace("…", ".*", StringComparison.Ordinal) + " *"));
        return Regex.IsMatch(actual.TrimEnd(), $"^{pattern}$", RegexOptions.None, TimeSpan.FromSeconds(5));
    }

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
