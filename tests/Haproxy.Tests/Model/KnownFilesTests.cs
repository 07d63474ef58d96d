using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Tests.Model;

/// <summary>A file that is read with the help of another one is what it is without.</summary>
public sealed class KnownFilesTests
{
    private const int Seed = 17;

    private static readonly string[] Lines =
    [
        "global", "defaults", "frontend web", "backend web", "backend \"a b\"", "listen l", "# a comment", "", "  # backend no", "  server s1 10.0.0.1:80", "  server s2 10.0.0.2:80 weight 5",
        "  default-server check", "  balance first", "backend web # again", "  server s1 10.0.0.9:80\r", " backend indented", "\tmode http",
    ];

    [Fact]
    public void Random_edits_of_random_files_give_the_same_file_as_a_whole_reading()
    {
        var random = new Random(Seed);
        for (int round = 0; round < 2_000; round++)
        {
            List<string> lines = [.. Enumerable.Range(0, random.Next(30)).Select(_ => Line(random))];
            HaproxyFile last = FileReader.Read(Text(lines, random));
            for (int edit = 0; edit < 5; edit++)
            {
                Edit(lines, random);
                string text = Text(lines, random);
                HaproxyFile helped = FileReader.Read(text, last);

                Assert.Equal(Shown(FileReader.Read(text)), Shown(helped));
                last = helped;
            }
        }
    }

    [Fact]
    public void Sections_that_did_not_change_are_the_same_objects_with_their_lines_further_on()
    {
        HaproxyFile old = FileReader.Read("global\n  a\nbackend b\n  server s 10.0.0.1:80\nbackend c\n  server s 10.0.0.1:80\n");
        HaproxyFile file = FileReader.Read("global\n  a\nbackend b\n  server s 10.0.0.1:80\n  server t 10.0.0.2:80\nbackend c\n  server s 10.0.0.1:80\n", old);

        Assert.Same(old.Sections[0], file.Sections[0]);
        Assert.NotSame(old.Sections[1].Content, file.Sections[1].Content);
        Assert.Same(old.Sections[2].Content, file.Sections[2].Content);
        Assert.Equal([6, 7], ((Directive[])[file.Sections[2].Header!, .. file.Sections[2].Directives]).Select(line => line.Line));
    }

    [Fact]
    public void A_backend_below_other_defaults_is_read_again()
    {
        const string Rest = "backend b\n  server s 10.0.0.1:80\n";

        Backend first = BackendReader.Read([HaproxyFile.Parse($"defaults\n  mode http\n{Rest}")])["b"];
        Backend other = BackendReader.Read([HaproxyFile.Parse($"defaults\n  mode http\n  balance source\n{Rest}")])["b"];
        Backend again = BackendReader.Read([HaproxyFile.Parse($"defaults\n  mode http\n  balance source\n{Rest}# a comment\n")])["b"];

        Assert.Equal(("roundrobin", "source", "source"), (first.Balance, other.Balance, again.Balance));
    }

    private static string Line(Random random) => Lines[random.Next(Lines.Length)];

    private static void Edit(List<string> lines, Random random)
    {
        int at = random.Next(lines.Count + 1);
        switch (random.Next(3))
        {
            case 0:
                lines.Insert(at, Line(random));
                break;
            case 1 when at < lines.Count:
                lines.RemoveAt(at);
                break;
            case 2 when at < lines.Count:
                lines[at] = Line(random);
                break;
        }
    }

    // Sometimes without a line break at the end.
    private static string Text(List<string> lines, Random random) => string.Join('\n', lines) + (random.Next(4) == 0 ? "" : "\n");

    private static string[] Shown(HaproxyFile file) =>
        [.. file.Sections.SelectMany(section => (string[])[$"section {section.Title}", .. section.Directives.Prepend(section.Header).OfType<Directive>().Select(line => $"{line.Line}: {string.Join('|', line.Words)}")])];
}
