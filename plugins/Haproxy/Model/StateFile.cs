namespace Basenode.Haproxy.Model;

/// <summary>The file from which HAProxy takes the states of servers at its start, where its configuration names one for all backends.</summary>
/// <param name="Path">Its absolute path.</param>
/// <param name="Backends">The backends that read it.</param>
internal sealed record StateFile(string Path, IReadOnlySet<string> Backends)
{
    /// <summary>Reads it from the configurations; null where none is named, or only one without an absolute path.</summary>
    public static StateFile? Of(IEnumerable<HaproxyFile> files)
    {
        string? name = null;
        string? folder = null;
        var defaults = new DefaultsChain();
        var backends = new HashSet<string>(StringComparer.Ordinal);
        foreach (Section section in files.Where(file => file.IsConfiguration).SelectMany(file => file.Sections))
        {
            switch (section.Kind)
            {
                case "global":
                    name = Last(section.Directives, "server-state-file") ?? name;
                    folder = Last(section.Directives, "server-state-base") ?? folder;
                    break;
                case "defaults":
                    defaults.Add(section);
                    break;
                default:
                    if (section.HasServers && Last([.. defaults.Of(section), .. section.Directives], "load-server-state-from-file") == "global")
                    {
                        backends.Add(section.Name);
                    }

                    break;
            }
        }

        string? path = name is null || name.StartsWith('/') || folder is null ? name : $"{folder}/{name}";
        return path?.StartsWith('/') is true && !path.Contains('$') && backends.Count > 0 ? new StateFile(path, backends) : null;
    }

    private static string? Last(IEnumerable<Directive> lines, string keyword) =>
        lines.LastOrDefault(line => line.Keyword == keyword && line.Words.Count > 1)?.Words[1];
}
