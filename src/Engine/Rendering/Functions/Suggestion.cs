namespace Basenode.Engine.Rendering.Functions;

/// <summary>The name that was probably meant.</summary>
internal static class Suggestion
{
    // What other tools call it, by the name that a template would use here.
    private static readonly Dictionary<string, string> Translations = new(StringComparer.Ordinal)
    {
        ["to_upper"] = "string.upcase", ["to_lower"] = "string.downcase", ["upper"] = "string.upcase", ["lower"] = "string.downcase",
        ["replace"] = "string.replace", ["replace_all"] = "string.replace", ["trim_space"] = "trim", ["strip"] = "trim", ["getenv"] = "env",
        ["file"] = "read_file", ["default"] = "object.default", ["length"] = "array.size", ["len"] = "array.size", ["size"] = "array.size",
        ["first"] = "array.first", ["last"] = "array.last", ["sort"] = "array.sort", ["map"] = "array.map", ["unique"] = "array.uniq",
        ["uniq"] = "array.uniq", ["title"] = "string.capitalize", ["int"] = "atoi", ["parse_int"] = "atoi", ["range"] = "seq", ["tojson"] = "to_json",
        ["json_parse"] = "parse_json", ["key_or"] = "key_or_default", ["printf"] = "math.format", ["now"] = "date.now",
        ["regex_replace_all"] = "regex_replace", ["has_prefix"] = "string.starts_with", ["has_suffix"] = "string.ends_with",
    };

    /// <summary><c>; did you mean 'servers'?</c>, or nothing when no name is near.</summary>
    public static string For(string name, IEnumerable<string> names)
    {
        if (Translations.TryGetValue(name, out string? translation))
        {
            return $"; here it is called '{translation}'";
        }

        string? nearest = names.Select(known => (Name: known, Distance: Distance(name, known)))
            .Where(known => known.Distance <= Math.Max(1, name.Length / 3))
            .OrderBy(known => known.Distance).ThenBy(known => known.Name, StringComparer.Ordinal)
            .Select(known => known.Name).FirstOrDefault();
        return nearest is null ? "" : $"; did you mean '{nearest}'?";
    }

    // How many letters to add, drop, change, or swap with the next one.
    private static int Distance(string one, string other)
    {
        int[,] steps = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    steps[i, j] = i + j;
                    continue;
                }

                int changed = steps[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                steps[i, j] = Math.Min(changed, Math.Min(steps[i - 1, j], steps[i, j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    steps[i, j] = Math.Min(steps[i, j], steps[i - 2, j - 2] + 1);
                }
            }
        }

        return steps[one.Length, other.Length];
    }
}
