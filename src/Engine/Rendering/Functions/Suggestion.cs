using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>The name that was probably meant.</summary>
internal static class Suggestion
{
    // What other tools call it, without '_' and in any case: toUpper, to_upper.
    private static readonly Dictionary<string, string> Translations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["toupper"] = "string.upcase", ["tolower"] = "string.downcase", ["upper"] = "string.upcase", ["lower"] = "string.downcase",
        ["replace"] = "string.replace", ["replaceall"] = "string.replace", ["trimspace"] = "trim", ["strip"] = "trim", ["getenv"] = "env",
        ["file"] = "read_file", ["default"] = "object.default", ["length"] = "array.size", ["len"] = "array.size", ["size"] = "array.size",
        ["first"] = "array.first", ["last"] = "array.last", ["sort"] = "array.sort", ["map"] = "array.map", ["unique"] = "array.uniq",
        ["uniq"] = "array.uniq", ["title"] = "string.capitalizewords", ["totitle"] = "string.capitalizewords",
        ["int"] = "atoi", ["parseint"] = "atoi", ["tojson"] = "to_json", ["jsonparse"] = "parse_json", ["keyor"] = "key_or_default", ["now"] = "date.now",
        ["base64urlencode"] = "base64_url_encode", ["base64urldecode"] = "base64_url_decode", ["parseuint"] = "atoi", ["parsefloat"] = "string.to_float",
        ["sortkvbylength"] = "sort_by_length", ["lookupifaceipv4"] = "interface_ipv4", ["lookupifaceipv6"] = "interface_ipv6",
        ["regexreplaceall"] = "regex_replace", ["hasprefix"] = "string.starts_with", ["hassuffix"] = "string.ends_with",
        ["spewdump"] = "to_json_pretty", ["spewprintf"] = "to_json_pretty", ["spewsprintf"] = "to_json_pretty",
    };

    // What is no function here, by the way to write it.
    private static readonly Dictionary<string, string> Foreign = new(StringComparer.OrdinalIgnoreCase)
    {
        ["range"] = "write {{ for item in list }}; a list of numbers is 'seq'",
        ["printf"] = "write the parts one after the other, or join them with +: a + ':' + b",
        ["sprintf"] = "write the parts one after the other, or join them with +: a + ':' + b",
        ["eq"] = Comparison("eq"), ["ne"] = Comparison("ne"), ["lt"] = Comparison("lt"), ["le"] = Comparison("le"), ["gt"] = Comparison("gt"),
        ["ge"] = Comparison("ge"), ["and"] = Comparison("and"), ["or"] = Comparison("or"), ["not"] = Comparison("not"),
        ["template"] = "write {{ include 'name.sbn' }}", ["define"] = "write {{ func name(a) }} and {{ end }}",
        ["endif"] = "write {{ end }}", ["endfor"] = "write {{ end }}", ["elif"] = "write {{ else if condition }}", ["set"] = "write name = value",
        ["writetofile"] = "declare one more target in a script",
    };

    /// <summary>How a comparison of Go's is written here.</summary>
    public static string Comparison(string word) => word switch
    {
        "eq" => "write a == b",
        "ne" => "write a != b",
        "lt" => "write a < b",
        "le" => "write a <= b",
        "gt" => "write a > b",
        "ge" => "write a >= b",
        "and" => "write a && b",
        "or" => "write a || b",
        _ => "write !a",
    };

    /// <summary><c>; did you mean 'servers'?</c>, or nothing when no name is near.</summary>
    public static string For(string name, IEnumerable<string> names)
    {
        string plain = name.Replace("_", "", StringComparison.Ordinal);
        if (Translations.TryGetValue(plain, out string? translation))
        {
            return $"; here it is called '{translation}'";
        }

        return Foreign.TryGetValue(plain, out string? hint) ? $"; {hint}" : NearestWord.Hint(name, names);
    }
}
