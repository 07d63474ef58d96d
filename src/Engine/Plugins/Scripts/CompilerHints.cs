using Basenode.Engine.Text;
using Basenode.Plugins;
using Microsoft.CodeAnalysis;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>What the compiler cannot know: how scripts are written. Added to its message at the place of the error.</summary>
internal static class CompilerHints
{
    private const string UnknownName = "CS0103";
    private const string UnknownMember = "CS1061";
    private const string AwaitOutsideAsync = "CS4034";

    /// <summary>A hint that follows a message; empty when there is none.</summary>
    public static string For(Diagnostic error)
    {
        string word = error.Location.SourceTree?.GetText().ToString(error.Location.SourceSpan) ?? "";
        return error.Id switch
        {
            UnknownName when word == "cluster" =>
                "; only code that gets the cluster as an argument can read it, and that code runs again when the cluster changes: Variables(async cluster => new { web = await cluster.Service(\"web\") })",
            UnknownName => NearestWord.Hint(word, typeof(IPluginRegistry).GetMembers().Where(member => !member.Name.Contains('_')).Select(member => member.Name).Distinct()),

            // Its message begins with the type in quotes.
            UnknownMember when error.GetMessage(System.Globalization.CultureInfo.InvariantCulture).StartsWith("'Task<", StringComparison.Ordinal) =>
                "; this is a Task: await its result first: (await cluster.Service(\"web\")).Count",
            AwaitOutsideAsync => "; write async before it: async cluster => …",
            _ => "",
        };
    }
}
