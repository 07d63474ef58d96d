using System.Text.RegularExpressions;
using Basenode.Testing;

namespace Basenode.Engine.Tests;

/// <summary>Inside a stage a folder uses its children, and no child uses its parent: whoever reads a child needs nothing of what lies above.</summary>
public sealed partial class ArrowTests
{
    /// <summary>The stages whose folders keep to it.</summary>
    public static TheoryData<string> Stages => ["Rendering"];

    [Theory]
    [MemberData(nameof(Stages))]
    public void A_child_uses_no_type_of_its_parent(string stage)
    {
        string root = Path.Combine(Repository.Root, "src/Engine", stage);
        IEnumerable<string> wrong = from parent in Directory.EnumerateDirectories(root, "*", SearchOption.AllDirectories).Prepend(root)
                                    let types = Directory.EnumerateFiles(parent, "*.cs").SelectMany(TypesIn).ToArray()
                                    from child in Directory.EnumerateDirectories(parent)
                                    from file in Directory.EnumerateFiles(child, "*.cs", SearchOption.AllDirectories)
                                    let code = Code(file)
                                    let own = TypesIn(file).ToArray()
                                    from type in types.Except(own)
                                    where Regex.IsMatch(code, $@"\b{type}\b")
                                    select $"{Path.GetRelativePath(root, file)} uses {type}";
        Assert.Empty(wrong);
    }

    private static IEnumerable<string> TypesIn(string file) => TypeDeclaration().Matches(File.ReadAllText(file)).Select(type => type.Groups[1].Value);

    // Without comments and texts, which may say any word.
    private static string Code(string file) => CommentOrText().Replace(File.ReadAllText(file), "");

    [GeneratedRegex(@"^(?:public |internal |file )(?:abstract |sealed |static |partial |readonly )*(?:class|record struct|record|struct|interface|enum|delegate \w+) (\w+)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"//[^\n]*|""(?:[^""\\\n{]|\\.)*""")]
    private static partial Regex CommentOrText();
}
