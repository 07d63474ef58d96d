using System.IO.Enumeration;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering.Values;
using Basenode.Engine.Text;
using Scriban.Runtime;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Consul's key-value store, with the words of consul-template and confd. A leading slash, as confd writes, is dropped.</summary>
internal static class KeyReads
{
    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>();

    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("key", ["path", "datacenter?", "policy?"], call => Required(call, call.OptionalText(1), 2)),
        new("key_or_default", ["path", "value", "datacenter?", "policy?"], call => Read(call, Path(call, 0), call.OptionalText(2), 3) ?? call.Value(1)),
        new("key_exists", ["path", "datacenter?", "policy?"], call => Read(call, Path(call, 0), call.OptionalText(1), 2) is not null),
        new("keys", ["prefix", "datacenter?", "policy?"], call => MapObject.Of(Below(call, Path(call, 0), call.OptionalText(1), 2))),
        new("ls", ["prefix", "datacenter?"], call => Pairs(Leaves(call))),
        new("safe_ls", ["prefix", "datacenter?"], call => NotEmpty(call, Leaves(call))),
        new("tree", ["prefix", "datacenter?"], call => Pairs(Tree(call))),
        new("safe_tree", ["prefix", "datacenter?"], call => NotEmpty(call, Tree(call))),
        new("lsdir", ["prefix"], call => Tree(call).Where(pair => pair.Key.Contains('/')).Select(pair => pair.Key[..pair.Key.IndexOf('/')])
            .Distinct().Order(StringComparer.Ordinal).ToArray()),
        new("exists", ["path"], call => Read(call, Path(call, 0), null) is not null),
        new("get", ["path"], call => Pair(Path(call, 0), Required(call, null))),
        new("gets", ["pattern"], call => Pairs(Matching(call))),
        new("getv", ["path", "value?"], call => Read(call, Path(call, 0), null) ?? call.Value(1) ?? Required(call, null)),
        new("getvs", ["pattern"], call => Matching(call).Select(pair => pair.Value).Order(StringComparer.Ordinal).ToArray()),
    ];

    private static string Path(FunctionCall call, int index) => call.Text(index).TrimStart('/');

    private static string? Read(FunctionCall call, string path, string? datacenter, int policy = int.MaxValue) =>
        call.Cluster(policy).Read<string?>(new KeyQuery(path, datacenter), null);

    private static string Required(FunctionCall call, string? datacenter, int policy = int.MaxValue)
    {
        string path = Path(call, 0);
        if (Read(call, path, datacenter, policy) is string value)
        {
            return value;
        }

        // Not answered yet is not absent: the run goes on, to learn what else it reads, and is then repeated.
        return !call.Context.State.Answers.ContainsKey(new KeyQuery(path, datacenter)) || call.Context.Cluster.Missing.Contains(new KeyQuery(path, datacenter))
            ? ""
            : throw new FunctionException($"there is no key '{LogText.Escape(path)}' in Consul; basenode tries again when it appears. Use 'key_or_default' if it may be absent");
    }

    private static IReadOnlyDictionary<string, string> Below(FunctionCall call, string prefix, string? datacenter, int policy = int.MaxValue) =>
        call.Cluster(policy).Read(new KeysQuery(prefix, datacenter), None);

    // Keys relative to a folder, sorted; the folder's own marker, an empty key, is none of them.
    private static IEnumerable<KeyValuePair<string, string>> Tree(FunctionCall call)
    {
        string folder = Path(call, 0).TrimEnd('/');
        string prefix = folder.Length == 0 ? "" : folder + "/";
        return Below(call, prefix, call.OptionalText(1))
            .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal) && pair.Key.Length > prefix.Length && !pair.Key.EndsWith('/'))
            .Select(pair => KeyValuePair.Create(pair.Key[prefix.Length..], pair.Value))
            .OrderBy(pair => pair.Key, StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Leaves(FunctionCall call) => Tree(call).Where(pair => !pair.Key.Contains('/'));

    private static IEnumerable<KeyValuePair<string, string>> Matching(FunctionCall call)
    {
        string pattern = Path(call, 0);
        int wildcard = pattern.IndexOfAny(['*', '?']);
        string prefix = wildcard < 0 ? pattern : pattern[..(pattern.LastIndexOf('/', wildcard) + 1)];
        string[] parts = pattern.Split('/');
        return Below(call, prefix, null).Where(pair => Matches(parts, pair.Key.Split('/'))).OrderBy(pair => pair.Key, StringComparer.Ordinal);
    }

    // As in confd, a wildcard stops at a slash.
    private static bool Matches(string[] pattern, string[] key) =>
        pattern.Length == key.Length && pattern.Zip(key).All(part => FileSystemName.MatchesSimpleExpression(part.First, part.Second, ignoreCase: false));

    private static object Pairs(IEnumerable<KeyValuePair<string, string>> pairs) => pairs.Select(pair => Pair(pair.Key, pair.Value)).ToArray();

    private static ScriptObject Pair(string key, string value) =>
        TemplateValues.Object([KeyValuePair.Create("key", (object?)key), KeyValuePair.Create("value", (object?)value)]);

    private static object NotEmpty(FunctionCall call, IEnumerable<KeyValuePair<string, string>> pairs)
    {
        KeyValuePair<string, string>[] found = [.. pairs];
        return found.Length > 0 || call.Context.Cluster.Missing.Count > 0
            ? Pairs(found)
            : throw new FunctionException($"there are no keys below '{LogText.Escape(call.Text(0))}' in Consul; basenode tries again when one appears. Use 'ls' or 'tree' if there may be none");
    }
}
