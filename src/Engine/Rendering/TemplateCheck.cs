using Basenode.Engine.Model;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering;

/// <summary>Parses templates, and what they include by a fixed name, without rendering them.</summary>
internal static class TemplateCheck
{
    /// <summary>Every error of every target's template, each once.</summary>
    public static IReadOnlyList<string> Errors(Contributions contributions, TemplateLibrary templates)
    {
        var errors = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (TargetDefinition target in contributions.Targets)
        {
            if (target.Template is not null && seen.Add(target.Template))
            {
                Visit(templates.Find(target.Template), $"target '{target.Name}' of {target.Plugin}");
            }
        }

        return errors;

        void Visit(TemplateFile file, string from)
        {
            if (file.Template?.Page is not { } page)
            {
                errors.Add(file.Path.Length == 0 ? $"{from}: {file.Error}" : file.Error!);
                return;
            }

            var includes = new IncludeFinder();
            page.Accept(includes);
            foreach ((string name, string place) in includes.Found)
            {
                if (seen.Add(name))
                {
                    Visit(templates.Find(name), $"{file.Name}:{place}");
                }
            }
        }
    }

    private sealed class IncludeFinder : ScriptVisitor
    {
        public List<(string Name, string Place)> Found { get; } = [];

        public override void Visit(ScriptFunctionCall node)
        {
            if (node.Target is ScriptVariable { Name: "include" } && node.Arguments is [ScriptLiteral { Value: string name }, ..])
            {
                Found.Add((name, $"{node.Span.Start.Line + 1}:{node.Span.Start.Column + 1}"));
            }

            base.Visit(node);
        }
    }
}
