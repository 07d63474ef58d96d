using System.Text.RegularExpressions;
using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Files;

/// <summary>Finds which files a configuration names, and how HAProxy reads them. Pure.</summary>
internal sealed partial class FileUses
{
    // What lies beside a certificate and belongs to it is not one itself.
    private static readonly string[] Companions = [".key", ".ocsp", ".sctl", ".issuer", ".dh"];
    private static readonly string[] Prefixes = ["file@", "opt@"];
    private readonly Dictionary<string, FileUse?> uses = new(StringComparer.Ordinal);
    private readonly HashSet<string> certificates = new(StringComparer.Ordinal);
    private readonly HashSet<string> written = new(StringComparer.Ordinal);
    private readonly HashSet<string> named = new(StringComparer.Ordinal);
    private bool hasLists;
    private bool hasScripts;

    private FileUses()
    {
    }

    /// <summary>Reads one configuration.</summary>
    public static FileUses Of(HaproxyFile configuration)
    {
        var found = new FileUses();
        string? folder = configuration.AllDirectives.LastOrDefault(line => line is { Keyword: "crt-base", Words.Count: > 1 })?.Words[1];
        foreach (Section section in configuration.Sections)
        {
            foreach (Directive line in section.Directives)
            {
                found.named.UnionWith(line.Words.Select(Plain));
                found.hasScripts |= line.Keyword.StartsWith("lua-", StringComparison.Ordinal);
                found.TakePatterns(line);
                found.TakeCertificates(line, folder);
            }
        }

        return found;
    }

    /// <summary>Whether it names a file at all, in whatever way.</summary>
    public bool Names(string path) => named.Contains(path) || Find(path, isCertificate: true) is not null;

    /// <summary>How a file is read; null where it is not, or in a way that takes a reload, or in two ways.</summary>
    /// <param name="path">Its absolute path.</param>
    /// <param name="isCertificate">Whether its content is a certificate.</param>
    public FileUse? Find(string path, bool isCertificate)
    {
        // A word that is the file's path stands for another use, such as an errorfile or a script.
        if (uses.TryGetValue(path, out FileUse? use))
        {
            return use;
        }

        bool isLoaded = certificates.Contains(path)
            || (Path.GetDirectoryName(path) is { } folder && certificates.Contains(folder) && !Companions.Contains(Path.GetExtension(path)))
            || (hasLists && isCertificate && !named.Contains(path));
        return isLoaded ? FileUse.Certificate : null;
    }

    /// <summary>Whether rules or scripts may change it while HAProxy runs.</summary>
    public bool MayBeWritten(string path) => hasScripts || written.Contains(path);

    private void TakePatterns(Directive line)
    {
        foreach (string word in line.Words)
        {
            foreach (Match match in Converter().Matches(word))
            {
                Take(match.Groups[1].Value, FileUse.Map);
            }

            foreach (Match match in Writer().Matches(word))
            {
                written.Add(Plain(match.Groups[1].Value));
            }
        }

        // The flags of one criterion follow it; a bracket begins the next one.
        bool hasKeys = false;
        for (int at = 1; at + 1 < line.Words.Count; at++)
        {
            hasKeys = line.Words[at] switch
            {
                "{" => false,
                "-M" => true,
                _ => hasKeys,
            };
            if (line.Words[at] == "-f")
            {
                Take(line.Words[at + 1], hasKeys ? FileUse.AclOfMap : FileUse.Acl);
            }
        }
    }

    private void TakeCertificates(Directive line, string? folder)
    {
        if (line.Keyword is not ("bind" or "server" or "default-server"))
        {
            return;
        }

        foreach ((string option, string value) in line.Words.Zip(line.Words.Skip(1)))
        {
            hasLists |= option == "crt-list";
            if (option == "crt")
            {
                string path = folder is not null && !value.StartsWith('/') ? $"{folder}/{value}" : value;
                certificates.Add(path.Length > 1 ? path.TrimEnd('/') : path);
            }
        }
    }

    // A file that is read in two ways has two forms in HAProxy, and only a map with an ACL of its keys can be told of both at once. That is left to a reload.
    private void Take(string word, FileUse use)
    {
        string path = Plain(word);
        uses[path] = uses.TryGetValue(path, out FileUse? known) && known != use ? null : use;
    }

    private static string Plain(string word)
    {
        string path = word.Trim('"', '\'');
        string? prefix = Prefixes.FirstOrDefault(prefix => path.StartsWith(prefix, StringComparison.Ordinal));
        return prefix is null ? path : path[prefix.Length..];
    }

    [GeneratedRegex(@"(?<![A-Za-z0-9_.-])map(?:_(?:str|beg|sub|dir|dom|end|regm|reg|int|ip))?(?:_(?:int|ip|key))?\(([^,()]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Converter();

    [GeneratedRegex(@"(?<![A-Za-z0-9_.-])(?:set-map|del-map|add-acl|del-acl)\(([^,()]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Writer();
}
