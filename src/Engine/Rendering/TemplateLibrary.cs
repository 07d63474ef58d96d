using System.Collections.Concurrent;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;
using Scriban;
using Scriban.Parsing;

namespace Basenode.Engine.Rendering;

/// <summary>All templates that were asked for, parsed, by name. An unchanged file is parsed once.</summary>
/// <remarks>
/// Once it is watched, a pass looks at no file of a template: <see cref="Edits"/> does, which the watcher calls for each notice of the system and every few seconds
/// without any, so that an edit whose notice was lost is found too. Before that each <see cref="Find"/> looks.
/// </remarks>
/// <param name="settling">How long a file must have been left alone before an edit is taken up: an editor may write it in steps.</param>
internal sealed class TemplateLibrary(IReadOnlyList<string> folders, TimeSpan settling, TimeProvider time, ILogger log)
{
    /// <summary>How long a file must have been left alone before an edit is taken up.</summary>
    public TimeSpan Settling => settling;

    private const long SizeLimit = 16 * 1024 * 1024;

    private readonly TemplatePath paths = new(folders);
    private readonly ConcurrentDictionary<string, (Stamp Stamp, TemplateFile File)> known = new(StringComparer.Ordinal);
    private long versions;
    private long looks;
    private volatile bool isWatched;

    /// <summary>How many versions of templates were read.</summary>
    public long Versions => Interlocked.Read(ref versions);

    /// <summary>How often a pass looked at a file.</summary>
    public long Looks => Interlocked.Read(ref looks);

    // The edits that were told and that no pass has taken up yet.
    private readonly ConcurrentDictionary<string, Stamp> told = new(StringComparer.Ordinal);

    /// <summary>The newest version of a template; the same reference as before while its file stays the same. Never throws for a bad template.</summary>
    public TemplateFile Find(string name)
    {
        bool isKnown = known.TryGetValue(name, out (Stamp Stamp, TemplateFile File) last);
        if (isKnown && isWatched && !told.ContainsKey(name))
        {
            return last.File;
        }

        Interlocked.Increment(ref looks);
        Stamp stamp = StampOf(name);
        if (isKnown && (last.Stamp == stamp || (last.File.Template is not null && IsSettling(stamp))))
        {
            return last.File;
        }

        TemplateFile file = stamp.Error is null ? Read(name, stamp.Path) : TemplateFile.Missing(name, stamp.Error);
        if (isKnown && file.Template is null && file == last.File)
        {
            file = last.File;
        }

        known[name] = (stamp, file);
        told.TryRemove(name, out _);
        Interlocked.Increment(ref versions);
        return file;
    }

    /// <summary>From now on somebody calls <see cref="Edits"/> again and again.</summary>
    public void Watched() => isWatched = true;

    /// <summary>The templates in use whose files changed since they were read and have settled, each edit once; and whether another one is still being written.</summary>
    public (IReadOnlyList<string> Edited, bool Settling) Edits()
    {
        var edited = new List<string>();
        bool settling = false;
        foreach ((string name, (Stamp Stamp, TemplateFile File) last) in known)
        {
            Stamp stamp = StampOf(name);
            if (stamp == last.Stamp)
            {
                told.TryRemove(name, out _);
            }
            else if (IsSettling(stamp))
            {
                settling = true;
            }
            else if (!told.TryGetValue(name, out Stamp? before) || before != stamp)
            {
                told[name] = stamp;
                edited.Add(name);
            }
        }

        return (edited, settling);
    }

    private bool IsSettling(Stamp stamp)
    {
        TimeSpan age = time.GetUtcNow() - stamp.Written;
        return age >= TimeSpan.Zero && age < settling;
    }

    private Stamp StampOf(string name)
    {
        (string? path, string? error) = paths.Find(name);
        if (path is null)
        {
            return new Stamp("", default, 0, error);
        }

        var file = new FileInfo(path);
        return file.Exists ? new Stamp(path, file.LastWriteTimeUtc, file.Length, null) : new Stamp("", default, 0, $"template '{name}' was removed while it was read");
    }

    private TemplateFile Read(string name, string path)
    {
        try
        {
            if (new FileInfo(path).Length > SizeLimit)
            {
                return TemplateFile.Missing(name, $"template '{name}' ({path}) is larger than 16 MiB");
            }

            byte[] content = File.ReadAllBytes(path);
            using var reader = new StreamReader(new MemoryStream(content));
            string text = reader.ReadToEnd();
            Log.Parsed(log, name);
            return Parse(name, path, text) with { Hash = ContentHash.Text(content) };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return TemplateFile.Missing(name, $"template '{name}' cannot be read: {exception.Message}");
        }
    }

    /// <summary>Parses a text.</summary>
    /// <param name="mode">Whether it is a template, or an expression alone.</param>
    public static TemplateFile Parse(string name, string path, string text, ScriptMode mode = ScriptMode.Default)
    {
        Template template = Template.Parse(text, name, null, new LexerOptions { Mode = mode });
        var errors = ForeignSyntax.Blocks(name, text).ToList();
        if (template.HasErrors)
        {
            // First what explains the parser's errors.
            errors.AddRange(ForeignSyntax.InCode(name, text));
            errors.AddRange(template.Messages.Where(message => message.Type is ParserMessageType.Error).Select(message => (AtEnd(message.Span, text), message.Message.TrimEnd('.'))));
        }

        return errors.Count == 0
            ? new TemplateFile(name, path, text, template, null)
            : new TemplateFile(name, path, text, null, string.Join('\n', errors.Select(error => ErrorText.At(name, text, error.Item1, error.Item2))));
    }

    // What is missing at the end of a text has no place of its own.
    private static SourceSpan AtEnd(SourceSpan span, string text)
    {
        if (span.Start.Line >= 0)
        {
            return span;
        }

        var end = new TextPosition(text.Length, text.Count('\n'), text.Length - text.LastIndexOf('\n') - 1);
        return new SourceSpan(span.FileName, end, end);
    }

    private sealed record Stamp(string Path, DateTime Written, long Length, string? Error);
}
