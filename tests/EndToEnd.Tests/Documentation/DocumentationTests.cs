using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests.Documentation;

/// <summary>Runs the documentation, each page from top to bottom as somebody who follows it (<see cref="PageRun"/>), and reads it.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string[] All = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md")).Order()];

    public static TheoryData<string> Pages => [.. All
        .Where(page => MarkdownBlock.Read(page).Any(block => block.Language == "sh"))
        .Select(page => Path.GetRelativePath(Repository.Root, page))
        .Where(page => page is not "docs/template-functions.md")];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Every_command_of_the_page_works(string page)
    {
        await using var run = new PageRun(page);
        foreach (MarkdownBlock block in MarkdownBlock.Read(Path.Combine(Repository.Root, page)))
        {
            await run.TakeAsync(block);
        }
    }

    // A rendered page does not show what follows the language of a block.
    [Fact]
    public void The_line_above_a_file_names_it()
    {
        IEnumerable<string> nameless = from page in All
                                       from block in MarkdownBlock.Read(page)
                                       where block.File is { } file && !block.Above.Contains($"`{file}`", StringComparison.Ordinal)
                                       select $"{Path.GetRelativePath(Repository.Root, page)}:{block.Line}: `{block.File}` does not stand in the line above: {block.Above}";
        Assert.Equal("", string.Join('\n', nameless));
        Assert.Contains(All, page => MarkdownBlock.Read(page).Any(block => block.File is not null));
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

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
