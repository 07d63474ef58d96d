using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Engine.Tests;

/// <summary>The house's rules, as far as a machine can see them.</summary>
public sealed partial class StructureTests
{
    private const int MostLines = 300;

    private static readonly string[] Stages = ["Cluster", "Plugins", "Variables", "Rendering", "Delivery"];

    private static readonly Dictionary<string, string[]> ThirdParties = new()
    {
        ["Scriban"] = ["src/Engine/Rendering/"],
        ["Microsoft.CodeAnalysis"] = ["src/Engine/Plugins/Scripts/"],
        ["McMaster"] = ["src/Engine/Plugins/Assemblies/"],
        ["Tomlyn"] = ["src/Engine/Configuration/"],
        ["YamlDotNet"] = ["src/Engine/Rendering/Functions/"],
        ["Serilog"] = ["src/Cli/"],
        ["Spectre"] = ["src/Cli/"],
        ["System.CommandLine"] = ["src/Cli/"],
        ["DiffPlex"] = ["src/Cli/"],
    };

    public static TheoryData<string> StageNames => [.. Stages];

    [Theory]
    [MemberData(nameof(StageNames))]
    public void A_stage_imports_no_other_stage(string stage)
    {
        IEnumerable<string> wrong = from file in Sources($"src/Engine/{stage}")
                                    from other in Stages.Append("Status").Append("Telling")
                                    where other != stage && Mentions(file, $"Basenode.Engine.{other}")
                                    select $"{file} uses {other}";
        Assert.Empty(wrong);
    }

    // What tells stands above the stages and lives from what they report: it can be tested without them.
    [Fact]
    public void What_tells_imports_no_stage()
    {
        IEnumerable<string> wrong = from file in Sources("src/Engine/Telling")
                                    from other in Stages
                                    where Mentions(file, $"Basenode.Engine.{other}")
                                    select $"{file} uses {other}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Third_parties_stay_in_the_folder_that_wraps_them()
    {
        IEnumerable<string> wrong = from file in Sources("src").Concat(Sources("plugins"))
                                    from library in ThirdParties
                                    where Mentions(file, library.Key) && !library.Value.Any(folder => file.StartsWith(folder, StringComparison.Ordinal))
                                    select $"{file} uses {library.Key}";
        Assert.Empty(wrong);
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

    private static IEnumerable<string> Sources(string folder) =>
        from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Repository.Root, file)
        where !relative.Contains("/obj/", StringComparison.Ordinal) && !relative.Contains("/bin/", StringComparison.Ordinal)
        select relative;

    private static bool Mentions(string file, string name) =>
        File.ReadLines(Path.Combine(Repository.Root, file)).Any(line =>
            !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && Regex.IsMatch(line, $@"(^|[^\w.""]){Regex.Escape(name)}(\.|;)"));

    // The product and its programs; a supervisor of tasks is another thing.
    [GeneratedRegex(@"supervisor(d|ctl)|""supervisor|/supervisor|plugins\.supervisor", RegexOptions.IgnoreCase)]
    private static partial Regex SupervisorProduct();

    [GeneratedRegex(@"^(?:public |internal |file )(?:abstract |sealed |static |partial |readonly )*(?:class|record struct|record|struct|interface|enum|delegate \w+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
