using Basenode.Engine.Text;

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
        ["uniq"] = "array.uniq", ["title"] = "string.capitalize", ["int"] = "atoi", ["parse_int"] = "atoi", ["tojson"] = "to_json",
        ["json_parse"] = "parse_json", ["key_or"] = "key_or_default", ["now"] = "date.now",
        ["base64url_encode"] = "base64_url_encode", ["base64url_decode"] = "base64_url_decode", ["parse_uint"] = "atoi", ["parse_float"] = "string.to_float",
        ["sort_kv_by_length"] = "sort_by_length", ["lookup_iface_ipv4"] = "interface_ipv4", ["lookup_iface_ipv6"] = "interface_ipv6",
        ["regex_replace_all"] = "regex_replace", ["has_prefix"] = "string.starts_with", ["has_suffix"] = "string.ends_with",
    };

    // What is no function here, by the way to write it.
    private static readonly Dictionary<string, string> Foreign = new(StringComparer.Ordinal)
    {
        ["range"] = "write {{ for item in list }}; a list of numbers is 'seq'",
        ["printf"] = "write the parts one after the other, or join them with +: a + ':' + b",
        ["sprintf"] = "write the parts one after the other, or join them with +: a + ':' + b",
        ["eq"] = Comparison("eq"), ["ne"] = Comparison("ne"), ["lt"] = Comparison("lt"), ["le"] = Comparison("le"), ["gt"] = Comparison("gt"),
        ["ge"] = Comparison("ge"), ["and"] = Comparison("and"), ["or"] = Comparison("or"), ["not"] = Comparison("not"),
        ["template"] = "write {{ include 'name.sbn' }}", ["define"] = "write {{ func name(a) }} and {{ end }}",
        ["endif"] = "write {{ end }}", ["endfor"] = "write {{ end }}", ["elif"] = "write {{ else if condition }}", ["set"] = "write name = value",
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
        if (Translations.TryGetValue(name, out string? translation))
        {
            return $"; here it is called '{translation}'";
        }

        return Foreign.TryGetValue(name, out string? hint) ? $"; {hint}" : NearestWord.Hint(name, names);
    }
}
