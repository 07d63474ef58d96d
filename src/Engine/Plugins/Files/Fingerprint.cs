using System.Globalization;
using System.Text;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;

namespace Basenode.Engine.Plugins.Files;

/// <summary>How the files of a plugin stood at one moment. Equal fingerprints mean that nothing needs to be loaded again.</summary>
internal readonly record struct Fingerprint(string Text)
{
    /// <summary>A short name of it.</summary>
    public string Id => ContentHash.Text(Encoding.UTF8.GetBytes(Text));

    /// <summary>Looks at files and folders now. An absent one is part of the picture.</summary>
    public static Fingerprint Of(IEnumerable<string> paths) => From(paths.Select(path => (path, FileStamp.Of(path))));

    /// <summary>Made of looks that were taken before the files were read, so that an edit while they are read is seen by the next look.</summary>
    public static Fingerprint From(IEnumerable<(string Path, FileStamp? Stat)> looks)
    {
        var text = new StringBuilder();
        foreach ((string path, FileStamp? stat) in looks.OrderBy(look => look.Path, StringComparer.Ordinal))
        {
            text.Append(path).Append('\0').AppendLine(stat switch
            {
                null => "absent",

                // A folder's times change with everything in it; who may write into it is all that matters.
                { IsFolder: true } folder => string.Create(CultureInfo.InvariantCulture, $"folder {folder.Identity} {folder.Mode} {folder.User}"),
                { } file => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{file.Identity} {file.Size} {file.Modified} {file.Changed} {file.Mode} {file.User}"),
            });
        }

        return new Fingerprint(text.ToString());
    }
}
