using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Engine.Tests.House;

/// <summary>The house's rules, as far as a machine can see them.</summary>
public sealed partial class StructureTests
{
    private const int MostLines = 300;
    private const string Begin = "<!-- rooms: written by StructureTests -->";
    private const string End = "<!-- end of rooms -->";

    private static readonly string[] Stages = ["Cluster", "Plugins", "Variables", "Rendering", "Delivery"];
    private static readonly string[] GroundFloor = ["FileSystem", "Metrics", "Supervision", "Text", "Values"];

    // Everything that is not .NET's own, logging, or the plugin contract. What is not named here may be used nowhere.
    private static readonly Dictionary<string, string[]> Libraries = new()
    {
        ["Scriban.Signed"] = ["Rendering", "Rendering/Fragments", "Rendering/Functions", "Rendering/Values"],
        ["DnsClient"] = ["Rendering"],
        ["Microsoft.CodeAnalysis"] = ["Plugins/Scripts"],
        ["Microsoft.CodeAnalysis.CSharp"] = ["Plugins/Scripts"],
        ["Microsoft.CodeAnalysis.CSharp.Scripting"] = ["Plugins/Scripts"],
        ["Microsoft.CodeAnalysis.Scripting"] = ["Plugins/Scripts"],
        ["McMaster.NETCore.Plugins"] = ["Plugins/Assemblies"],
        ["Tomlyn"] = ["Configuration", "Rendering/Functions"],
        ["YamlDotNet"] = ["Rendering/Functions"],
        ["System.IO.Hashing"] = ["Text"],
    };

    private static readonly Dictionary<string, string> LibrariesAbove = new()
    {
        ["Serilog"] = "src/Cli/",
        ["Spectre"] = "src/Cli/",
        ["System.CommandLine"] = "src/Cli/",
        ["DiffPlex"] = "src/Cli/",
    };

    private static Rooms Rooms => Rooms.OfTheEngine.Value;

    public static TheoryData<string> StageNames => [.. Stages];

    [Theory]
    [MemberData(nameof(StageNames))]
    public void A_stage_uses_no_other_stage(string stage)
    {
        IEnumerable<string> wrong = from room in Rooms.Names
                                    where Floor(room) == stage
                                    from used in Rooms.UsedBy(room)
                                    where Floor(used.Key) != stage && (Stages.Contains(Floor(used.Key)) || Floor(used.Key) is "." or "Status" or "Telling" or "Exposing")
                                    select $"{room}: {used.Value} of {used.Key}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_ground_floor_knows_no_stage_and_the_records_know_only_it()
    {
        IEnumerable<string> wrong = from room in Rooms.Names
                                    where GroundFloor.Append("Model").Contains(Floor(room))
                                    from used in Rooms.UsedBy(room)
                                    where !GroundFloor.Contains(Floor(used.Key)) && (Floor(room), Floor(used.Key)) is not ("Model", "Model")
                                    select $"{room}: {used.Value} of {used.Key}";
        Assert.Empty(wrong);
    }

    // What tells stands above the stages and lives from what they report: it can be tested without them.
    [Fact]
    public void What_tells_uses_no_stage()
    {
        IEnumerable<string> wrong = from used in Rooms.UsedBy("Telling")
                                    where Stages.Contains(Floor(used.Key))
                                    select $"{used.Value} of {used.Key}";
        Assert.Empty(wrong);
    }

    // Whoever reads a folder needs nothing of those that use it: also not within a stage, between a folder and its sub-folders.
    [Fact]
    public void No_folders_use_each_other() => Assert.Equal("", string.Join('\n', Rooms.Circles()));

    [Fact]
    public void Third_parties_stay_in_the_folder_that_wraps_them()
    {
        IEnumerable<string> below = from room in Rooms.Names
                                    from library in Rooms.LibrariesOf(room)
                                    where !Libraries.GetValueOrDefault(library, []).Contains(room)
                                    select $"{room} uses {library}";
        IEnumerable<string> above = from file in Sources("src").Concat(Sources("plugins"))
                                    from library in LibrariesAbove
                                    where Mentions(file, library.Key) && !file.StartsWith(library.Value, StringComparison.Ordinal)
                                    select $"{file} uses {library.Key}";
        Assert.Empty(below.Concat(above));
    }

    [Fact]
    public void The_readme_says_which_folder_uses_which()
    {
        string path = Path.Combine(Repository.Root, "src/Engine/README.md");
        string text = File.ReadAllText(path);
        string[] lines = [.. Rooms.Names.Where(room => room != ".").Select(room =>
            $"| `{room}/` | {string.Join(", ", Rooms.UsedBy(room).Keys.Select(used => $"`{used}`"))} | {string.Join(", ", Rooms.LibrariesOf(room))} |")];
        string table = $"{Begin}\n| folder | uses | libraries |\n| --- | --- | --- |\n{string.Join('\n', lines)}\n{End}";
        string expected = ReadmeTable().Replace(text, table.Replace("$", "$$", StringComparison.Ordinal), 1);
        if (Environment.GetEnvironmentVariable("BASENODE_ACCEPT") == "1")
        {
            File.WriteAllText(path, expected);
            return;
        }

        Assert.True(expected == text, $"the table of {path} differs (BASENODE_ACCEPT=1 writes it). It has to be:\n{table}");
    }

    [Fact]
    public void The_readme_explains_every_folder()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "src/Engine/README.md")).Split(Begin)[0];
        Assert.DoesNotContain(Rooms.Names, room => room != "." && !text.Contains($"`{room}/`", StringComparison.Ordinal));
    }

    [Fact]
    public void The_core_names_no_product_but_consul()
    {
        IEnumerable<string> wrong = from file in Sources("src/Engine").Concat(Sources("src/Plugins.Abstractions"))
                                    where Path.GetFileName(file) is not "PluginSettings.cs"
                                    from string line in File.ReadLines(Path.Combine(Repository.Root, file)).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                                    where line.Contains("/haproxy", StringComparison.OrdinalIgnoreCase) || SupervisorProduct().IsMatch(line)
                                    select $"{file}: {line.Trim()}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_file_is_longer_than_three_hundred_lines()
    {
        IEnumerable<string> wrong = from folder in (string[])["src", "plugins", "tests", "bench"]
                                    from file in Sources(folder)
                                    let lines = File.ReadLines(Path.Combine(Repository.Root, file)).Count()
                                    where lines > MostLines
                                    select $"{file}: {lines} lines";
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_file_is_named_for_its_first_type()
    {
        IEnumerable<string> wrong = from file in Sources("src").Concat(Sources("plugins"))
                                    let type = TypeDeclaration().Match(File.ReadAllText(Path.Combine(Repository.Root, file)))
                                    where type.Success && !Path.GetFileName(file).StartsWith(type.Groups[1].Value, StringComparison.Ordinal)
                                        && Path.GetFileName(file) is not "Query.cs"
                                    select $"{file}: {type.Groups[1].Value}";
        Assert.Empty(wrong);
    }

    private static string Floor(string room) => room.Split('/')[0];

    private static IEnumerable<string> Sources(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Repository.Root, file)
        where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
        select relative;

    private static bool Mentions(string file, string name) =>
        File.ReadLines(Path.Combine(Repository.Root, file)).Any(line =>
            !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(line, $@"(^|[^\w.""]){Regex.Escape(name)}(\.|;)"));

    [GeneratedRegex("<!-- rooms: written by StructureTests -->.*?<!-- end of rooms -->", RegexOptions.Singleline)]
    private static partial Regex ReadmeTable();

    // The product and its programs; a supervisor of tasks is another thing.
    [GeneratedRegex(@"supervisor(d|ctl)|""supervisor|/supervisor|plugins\.supervisor", RegexOptions.IgnoreCase)]
    private static partial Regex SupervisorProduct();

    [GeneratedRegex(@"^(?:public |internal |file )(?:abstract |sealed |static |partial |readonly )*(?:class|record struct|record|struct|interface|enum|delegate \w+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
