using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Origins;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Text;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>A script with everything that it is made of, read once: what is hashed is what is compiled.</summary>
internal sealed record ScriptSource
{
    /// <summary>The script.</summary>
    public required PluginFile Script { get; init; }

    /// <summary>The script's own text first, then what it loads.</summary>
    public required IReadOnlyList<ScriptText> Texts { get; init; }

    /// <summary>The assemblies that it refers to.</summary>
    public required IReadOnlyList<ScriptReference> References { get; init; }

    /// <summary>What is wrong with its files and directives; then it is not compiled.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>The files and folders that it depends on, also absent ones: a change of any means to read it again.</summary>
    public required IReadOnlyList<string> Watched { get; init; }

    /// <summary>How those stood before they were read.</summary>
    public required Fingerprint Fingerprint { get; init; }

    /// <summary>Names the compiled script in the cache: another one for any change of content, of what compiles it, or of what it runs against.</summary>
    public string Key
    {
        get
        {
            var all = new StringBuilder();
            all.Append(typeof(ScriptSource).Module.ModuleVersionId).Append('\n')
                .Append(typeof(Basenode.Plugins.IPlugin).Module.ModuleVersionId).Append('\n')
                .Append(Environment.Version).Append('\n');
            foreach (ScriptText text in Texts)
            {
                // The path is part of the compiled script: messages name it.
                all.Append(text.Path).Append('\n').Append(text.Text.Length).Append('\n').Append(text.Text);
            }

            foreach (ScriptReference reference in References)
            {
                all.Append(reference.Path).Append('\n').Append(reference.Hash).Append('\n');
            }

            return ContentHash.Text(Encoding.UTF8.GetBytes(all.ToString()));
        }
    }

    /// <summary>Its files, to look up where they are from.</summary>
    public ImmutableArray<SourceFile> Sources =>
        [.. Texts.Select(text => new SourceFile(SourceKind.Script, Path.GetRelativePath(Script.Folder, text.Path), text.Path, text.Hash))];

    /// <summary>The text of one of its files; null for another one.</summary>
    public string? TextOf(string? path) => Texts.FirstOrDefault(text => text.Path == path)?.Text;
}

/// <summary>One source file: a script, or what it loads.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Text">Its content, as it is compiled.</param>
internal sealed record ScriptText(string Path, string Text)
{
    /// <summary>The long hash of its bytes; empty for a text that is from no file.</summary>
    public string Hash { get; init; } = "";
}
