using System.Diagnostics;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Supervision.Running;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Says where in a script an exception came from.</summary>
internal static class ScriptErrors
{
    /// <summary>
    /// The message with file and line of the innermost call that is in the script or in what it loads, and that line. Where an assembly is missing, the directive
    /// that needs it is named too.
    /// </summary>
    public static string Describe(Exception exception, ScriptSource source)
    {
        Exception cause = PluginError.Cause(exception);
        string message = PluginError.Message(cause);
        (ScriptText Text, ScriptDirective Directive, string Cure)? reference =
            cause is IOException or TypeLoadException or BadImageFormatException or MissingMemberException ? ReferenceErrors.Find(message, source) : null;
        if (reference is { Cure.Length: > 0 })
        {
            message = $"{message.TrimEnd('.')}; {reference.Value.Cure}";
        }

        foreach (StackFrame frame in PluginError.PluginFrames(cause))
        {
            if (source.TextOf(frame.GetFileName()) is { } text)
            {
                return SourceExcerpt.Message(frame.GetFileName()!, text, frame.GetFileLineNumber(), 0, message);
            }
        }

        return reference is var (script, directive, _)
            ? SourceExcerpt.Message(script.Path, script.Text, directive.Line, directive.Column, message)
            : $"{source.Script.Path}: {message}";
    }
}

/// <summary>Messages about a place in a script: <c>file:line:col: message</c>, with the source line and a caret below.</summary>
internal static class SourceExcerpt
{
    private const int LongestLine = 200;

    /// <summary>A message with its place and the source line.</summary>
    /// <param name="text">The whole source; null when it is not known.</param>
    /// <param name="line">Counted from 1.</param>
    /// <param name="column">Counted from 1; 0 for the whole line.</param>
    public static string Message(string path, string? text, int line, int column, string message)
    {
        string place = column > 0 ? $"{path}:{line}:{column}" : $"{path}:{line}";
        string? source = text?.Split('\n').ElementAtOrDefault(line - 1)?.TrimEnd('\r');
        if (string.IsNullOrWhiteSpace(source) || source.Length > LongestLine)
        {
            return $"{place}: {message}";
        }

        // Tabs stay tabs, so that the caret stands below its character however wide they are shown.
        string caret = column > 0 && column <= source.Length + 1
            ? $"\n    {string.Concat(source.Take(column - 1).Select(character => character == '\t' ? '\t' : ' '))}^"
            : "";
        return $"{place}: {message}\n    {source}{caret}";
    }
}

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
            return own.Equals(file, StringComparison.OrdinalIgnoreCase) ? "" : $"#r \"{reference.Directive}\" is the assembly {own}: rename the file to {own}.dll";
        }

        bool isReferred = source.References.Any(each => Path.GetFileNameWithoutExtension(each.Path) == missing);
        string beside = Path.Join(Path.GetDirectoryName(reference.Directive), $"{missing}.dll");
        return isReferred || !needs.Contains(missing)
            ? null
            : $"#r \"{reference.Directive}\" needs the assembly {missing}, which was not found: put {missing}.dll next to it and add #r \"{beside}\"";
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
