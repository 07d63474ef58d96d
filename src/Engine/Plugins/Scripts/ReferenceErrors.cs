using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Finds the <c>#r</c> that brought an assembly which cannot be loaded, and says what would mend it.</summary>
internal static partial class ReferenceErrors
{
    /// <summary>Looks for the directive.</summary>
    /// <param name="message">The runtime's message, which names the assembly in full.</param>
    /// <returns>The directive's file and place with the cure, if it is known; null when the message names no assembly that a directive leads to.</returns>
    public static (ScriptText Text, ScriptDirective Directive, string Cure)? Find(string message, ScriptSource source)
    {
        if (AssemblyName().Match(message) is not { Success: true } match)
        {
            return null;
        }

        string missing = match.Groups["name"].Value;
        foreach (ScriptReference reference in source.References.Where(reference => reference.Path is not null))
        {
            string? cure = CureFor(missing, reference, source);
            ScriptText? text = source.Texts.FirstOrDefault(each => each.Path == reference.From);
            if (cure is not null && text is not null && DirectiveIn(text, reference) is { } directive)
            {
                return (text, directive, cure);
            }
        }

        return null;
    }

    // Null when the reference has nothing to do with the assembly.
    private static string? CureFor(string missing, ScriptReference reference, ScriptSource source)
    {
        (string? own, IReadOnlyList<string> needs) = Names(reference.Path!);
        string file = Path.GetFileNameWithoutExtension(reference.Path!);
        if (own == missing)
        {
            return own.Equals(file, StringComparison.OrdinalIgnoreCase) ? "" : $"#r \"{reference.Directive}\" holds the assembly {own}: name the file {own}.dll";
        }

        bool isReferred = source.References.Any(each => Path.GetFileNameWithoutExtension(each.Path) == missing);
        string beside = Path.Join(Path.GetDirectoryName(reference.Directive), $"{missing}.dll");
        return isReferred || !needs.Contains(missing)
            ? null
            : $"#r \"{reference.Directive}\" needs the assembly {missing}, which is not there: put {missing}.dll beside it and add #r \"{beside}\"";
    }

    private static ScriptDirective? DirectiveIn(ScriptText text, ScriptReference reference) =>
        ScriptDirectives.Read(text.Text).FirstOrDefault(directive => directive.Name == "r" && directive.Argument == reference.Directive);

    private static (string? Own, IReadOnlyList<string> Needs) Names(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            using var assembly = new PEReader(file);
            MetadataReader metadata = assembly.GetMetadataReader();
            return (
                metadata.GetString(metadata.GetAssemblyDefinition().Name),
                [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))]);
        }
        catch (Exception)
        {
            // Gone or damaged: the error itself says so.
            return (null, []);
        }
    }

    [GeneratedRegex(@"'(?<name>[^',]+), Version=")]
    private static partial Regex AssemblyName();
}
