using System.Text;
using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Plugins.Files;
using Basenode.Engine.Text;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Reads a script, what it loads, and what it refers to. Nothing outside the script's folder is loaded; what is refused is told with its place.</summary>
internal sealed class ScriptSourceReader(EngineSettings settings, FileTrust trust)
{
    private const long LargestSource = 4 << 20;

    // Strict: a file in another encoding is an error, not a script with other words in it. A byte order mark is taken off.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a script with everything that it is made of.</summary>
    public ScriptSource Read(PluginFile script)
    {
        var reading = new Reading(script, trust, new ScriptReferenceResolver(script.Folder, settings.EtcFolder));
        reading.ReadText(script.Path, []);
        return reading.Result();
    }

    private sealed class Reading(PluginFile script, FileTrust trust, ScriptReferenceResolver resolver)
    {
        private readonly List<ScriptText> texts = [];
        private readonly List<ScriptReference> references = [];
        private readonly List<string> errors = [];
        private readonly Dictionary<string, FileStamp?> looks = new(StringComparer.Ordinal) { [script.Folder] = FileStamp.Of(script.Folder) };

        public ScriptSource Result() => new()
        {
            Script = script,
            Texts = texts,
            References = references,
            Errors = errors,
            Watched = [.. looks.Keys],
            Fingerprint = Fingerprint.From(looks.Select(look => (look.Key, look.Value))),
        };

        /// <param name="loaders">The files that led here, the script first: one of them again would be a circle.</param>
        public void ReadText(string path, IReadOnlyList<string> loaders)
        {
            if (texts.Any(text => text.Path == path) || ReadBytes(path) is not { } bytes)
            {
                return;
            }

            string content;
            try
            {
                content = Utf8.GetString(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
            }
            catch (DecoderFallbackException)
            {
                errors.Add($"{path}: is not UTF-8 text");
                return;
            }

            texts.Add(new ScriptText(path, content) { Hash = ContentHash.Text(bytes) });
            foreach (ScriptDirective directive in ScriptDirectives.Read(content))
            {
                void Refuse(string message) => errors.Add(SourceExcerpt.Message(path, content, directive.Line, directive.Column, message));
                if (directive.Name == "load")
                {
                    Load(directive.Argument, path, [.. loaders, path], Refuse);
                }
                else
                {
                    Refer(directive.Argument, path, Refuse);
                }
            }
        }

        private void Load(string argument, string from, IReadOnlyList<string> loaders, Action<string> refuse)
        {
            (string? path, string problem) = resolver.ResolveLoad(argument, from);
            if (path is null)
            {
                refuse(problem);
                WatchAbsent(argument, from);
            }
            else if (loaders.Contains(path))
            {
                refuse($"files load each other in a circle: {string.Join(" loads ", loaders.Append(path).Select(Path.GetFileName))}");
            }
            else
            {
                ReadText(path, loaders);
            }
        }

        private void Refer(string argument, string from, Action<string> refuse)
        {
            (string? path, string problem) = resolver.ResolveReference(argument, from);
            if (problem.Length > 0)
            {
                refuse(problem);
                WatchAbsent(argument, from);
            }
            else if (path is null)
            {
                references.Add(new ScriptReference(from, argument, null, null));
            }
            else if (ReadBytes(path) is { } bytes)
            {
                references.Add(new ScriptReference(from, argument, path, ContentHash.Text(bytes)));
            }
        }

        // The look comes before the reading: what changes in between is seen by the next look.
        private byte[]? ReadBytes(string path)
        {
            FileStamp? stat = Watch(path);
            string? complaint = stat switch
            {
                null => $"{path}: cannot be found",
                { IsRegular: false } => $"{path}: is not a regular file",
                { Size: > LargestSource } when path.EndsWith(".csx", StringComparison.Ordinal) => $"{path}: is larger than {LargestSource >> 20} MiB",
                _ => trust.Complaint(path),
            };
            if (complaint is not null)
            {
                errors.Add(complaint);
                return null;
            }

            try
            {
                return File.ReadAllBytes(path);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                errors.Add($"{path}: cannot be read: {exception.Message}");
                return null;
            }
        }

        // It may come later; no file ever has a NUL in its path.
        private void WatchAbsent(string argument, string from)
        {
            if (!argument.Contains('\0'))
            {
                Watch(Path.GetFullPath(argument, Path.GetDirectoryName(from)!));
            }
        }

        private FileStamp? Watch(string path)
        {
            looks.TryAdd(Path.GetDirectoryName(path)!, FileStamp.Of(Path.GetDirectoryName(path)!));
            return looks.TryGetValue(path, out FileStamp? known) ? known : looks[path] = FileStamp.Of(path);
        }
    }
}
