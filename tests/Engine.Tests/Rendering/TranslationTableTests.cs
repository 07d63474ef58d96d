using System.Text.RegularExpressions;
using Basenode.Engine.Text;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Rendering;

/// <summary>Each row of the document's tables of translations is rendered, with every function that it names.</summary>
public sealed partial class TranslationTableTests
{
    // By the first code span of the row. A row may have several cases.
    private static readonly (string Table, string Row, string Template, string Text)[] Cases =
    [
        ("Go's templates", "{{ .Name }}", "{{ for item in services }}{{ item.name }} {{ end }}", "db web "),
        ("Go's templates", "{{ range list }}{{ . }}{{ end }}", "{{ for x in [1, 2] }}{{ x }}{{ end }}", "12"),
        ("Go's templates", "{{ range list }}…{{ else }}…{{ end }}", "{{ for x in [] }}{{ x }}{{ else }}none{{ end }}", "none"),
        ("Go's templates", "{{ range $i, $s := list }}", "{{ for s in ['a', 'b'] }}{{ for.index }}{{ s }}{{ end }}", "0a1b"),
        ("Go's templates", "{{ range $k, $v := map }}", "{{ for e in {a: 1, b: 2} }}{{ e.key }}{{ e.value }}{{ end }}", "a1b2"),
        ("Go's templates", "{{ $x := 1 }}", "{{ x = 1 }}{{ x }}{{ x = x + 1 }}{{ x }}{{ for i in [1] }}{{ x = 9 }}{{ end }}{{ x }}", "129"),
        ("Go's templates", "{{ with $x := f }}{{ $x }}{{ end }}", "{{ x = (node 'node9'); if x }}{{ x.name }}{{ end }}{{ y = key 'app/empty'; if y != \"\" }}{{ y }}{{ end }}", ""),
        ("Go's templates", "{{ if x }}", "{{ x = ''; if x }}a{{ end }}{{ if x != \"\" }}b{{ end }}{{ x = []; if x }}c{{ end }}{{ if x.size > 0 }}d{{ end }}{{ x = 0; if x }}e{{ end }}{{ if x != 0 }}f{{ end }}", "ace"),
        ("Go's templates", "{{ else if x }}", "{{ if false }}a{{ else if true }}b{{ else }}c{{ end }}", "b"),
        ("Go's templates", "eq a b", "{{ 1 == 1 }} {{ 1 != 1 }} {{ 1 < 2 }} {{ 1 <= 1 }} {{ 1 > 2 }} {{ 1 >= 2 }}", "true false true true false false"),
        ("Go's templates", "eq a b c", "{{ a = 1; a == 2 || a == 1 }}", "true"),
        ("Go's templates", "and a b", "{{ true && false }} {{ true || false }} {{ !true }}", "false true false"),
        ("Go's templates", "or a \"default\"", "{{ key 'app/empty' | if_empty 'default' }}", "default"),
        ("Go's templates", "len x", "{{ x = [1, 2]; x.size }} {{ string.size 'abc' }} {{ object.size {a: 1} }}", "2 3 1"),
        ("Go's templates", "index list 0", "{{ list = [7]; list[0] }} {{ map = {k: 8}; map[\"k\"] }}", "7 8"),
        ("Go's templates", "printf \"%s-%d\" a b", "{{ 'a' + \"-\" + 2 }} {{ math.format 7 \"D3\" }}", "a-2 007"),
        ("Go's templates", "print a b", "{{ 'a' + 2 }}", "a2"),
        ("Go's templates", "printf \"%q\" a", "{{ json 'a\"' }}", "\"a\\\"\""),
        ("Go's templates", "html x", "{{ html.escape '<' }} {{ html.url_encode 'a&b' }}", "&lt; a%26b"),
        ("Go's templates", "{{/* comment */}}", "a{{ # comment }}b{{ ## two\nlines ## }}c", "abc"),
        ("Go's templates", "{{- x -}}", "a \n{{- 1 -}}\n b\n  {{~ # a line ~}}\nc", "a1b\nc"),
        ("Go's templates", "{{ define \"x\" }}…{{ end }}", "{{ func x(a) }}<{{ a }}>{{ end }}{{ x 1 }}{{ include 'a.sbn' }}", "<1>A"),
        ("Go's templates", "{{ break }}", "{{ for x in [1, 2, 3] }}{{ if x == 1; continue; end; if x == 3; break; end }}{{ x }}{{ end }}", "2"),

        ("consul-template", "{{ range service \"web\" }}{{ .Address }}{{ end }}", "{{ for i in (service \"web\") }}{{ i.address }} {{ end }}", "10.0.0.1 10.0.0.2 "),
        ("consul-template", "{{ range services }}{{ .Name }}{{ end }}", "{{ for s in services }}{{ s.name }} {{ end }}", "db web "),
        ("consul-template", "service \"v2.web@dc1|any\"", "{{ (service \"web\" tag:\"v2\" datacenter:\"dc1\" passing:false)[0].id }}", "web-2"),
        ("consul-template", "{{ with key \"a\" }}{{ . }}{{ end }}", "{{ if key_exists \"app/color\" }}{{ key \"app/color\" }}{{ end }}{{ if key_exists \"app/nope\" }}a{{ end }}", "blue"),
        ("consul-template", "key", "{{ key 'app/color' }} {{ key_exists 'app/nope' }} {{ key_or_default 'app/nope' 'd' }}", "blue false d"),
        ("consul-template", "ls", "{{ (ls 'app').size }} {{ (safe_ls 'app').size }} {{ (tree 'app').size }} {{ (safe_tree 'app').size }}", "3 3 5 5"),
        ("consul-template", "node", "{{ (node 'node1').name }} {{ nodes.size }} {{ services.size }} {{ (service 'web').size }} {{ (connect 'web').size }} {{ datacenters.size }} {{ ca_roots.size }} {{ (ca_leaf 'web').certificate | one_line | string.size }}", "node1 2 2 2 2 2 1 39"),
        ("consul-template", "file", "{{ read_file '/etc/motd' | trim }} {{ env 'BASENODE_NOT_SET' }}{{ (must_env 'PATH') != '' }} {{ env_or_default 'BASENODE_NOT_SET' 'd' }}", "hello true d"),
        ("consul-template", "byKey", "{{ (tree 'app' | by_key).db.host.value }} {{ (service 'web' | by_tag).v2.size }} {{ service 'db' | by_port | object.size }} {{ (service 'web' | by_meta 'zone').a.size }} {{ (tree 'app' | explode).db.port }} {{ (keys 'app/' | explode_map).app.color }}", "db.local 1 1 1 5432 blue"),
        ("consul-template", "mergeMapWithOverride a b", "{{ a = {x: 1, y: 1}; b = {x: 2}; merge_map a b | to_json }} {{ merge_map b a | to_json }}", "{\"x\":2,\"y\":1} {\"x\":1,\"y\":1}"),
        ("consul-template", "splitToMap \",\" \":\" text", "{{ text = 'a:1,b:2' }}{{ m = {}; for p in (split text \",\"); kv = split p \":\"; m[kv[0]] = kv[1]; end }}{{ m | to_json }}", "{\"a\":\"1\",\"b\":\"2\"}"),
        ("consul-template", "contains", "{{ tags = ['v1', 'v2'] }}{{ tags | contains \"v2\" }} {{ contains_all tags ['v3'] }} {{ contains_any tags ['v1', 'v3'] }} {{ contains_none tags ['v3'] }}", "true false true true"),
        ("consul-template", "containsNotAll items list", "{{ !(contains_all ['a'] ['a', 'b']) }} {{ !(contains_all ['a'] ['a']) }}", "true false"),
        ("consul-template", "parseJSON", "{{ (parse_json '{\"a\": 1}').a }} {{ (parse_yaml 'a: 2').a }} {{ to_json {a: 3} }} {{ to_json_pretty [] }} {{ to_yaml {a: 4} }} {{ to_toml {a: 5} }}", "1 2 {\"a\":3} [] a: 4 a = 5"),
        ("consul-template", "toUnescapedJSON", "{{ to_json '<a&b>' }} {{ to_json_pretty '<a&b>' }}", "\"<a&b>\" \"<a&b>\""),
        ("consul-template", "parseInt", "{{ atoi '41' }} {{ atoi '-1' }}", "41 -1"),
        ("consul-template", "parseFloat", "{{ string.to_float '1.5' }}{{ string.to_float 'x' }}", "1.5"),
        ("consul-template", "parseBool", "{{ parse_bool 'T' }} {{ parse_bool 'False' }}", "true false"),
        ("consul-template", "minimum a b", "{{ [3, 1] | array.sort | array.first }} {{ [3, 1] | array.sort | array.last }}", "1 3"),
        ("consul-template", "base64Encode", "{{ base64_encode '~~~???' }} {{ base64_decode 'fn5+Pz8/' }} {{ base64_url_encode '~~~???' }} {{ base64_url_decode 'fn5-Pz8_' }}", "fn5+Pz8/ ~~~??? fn5-Pz8_ ~~~???"),
        ("consul-template", "sha256Hex", "{{ sha256 'a' | string.slice 0 4 }} {{ md5 'a' | string.slice 0 4 }} {{ text = 'a'; hmac_sha256 text 'key' | string.slice 0 4 }}", "ca97 0cc1 780c"),
        ("consul-template", "trimSpace", "[{{ trim ' a ' }}]", "[a]"),
        ("consul-template", "regexMatch", "{{ regex_match 'ab' 'b$' }} {{ regex_replace 'ab' '(b)' '${1}c' }} {{ indent 'a' 2 }} {{ split 'a,b' ',' | join '+' }} {{ trim 'xax' 'x' }} {{ trim_prefix 'ab' 'a' }} {{ trim_suffix 'ab' 'b' }}", "true abc   a a+b a b a"),
        ("consul-template", "toLower", "{{ string.downcase 'A' }}{{ string.upcase 'a' }} {{ string.capitalizewords 'a b' }} {{ string.replace 'aa' 'a' 'c' }}", "aA A B cc"),
        ("consul-template", "add", "{{ 5 + 2 }} {{ 5 - 2 }} {{ 5 * 2 }} {{ 5 // 2 }} {{ -5 // 2 }} {{ 5 % 2 }}", "7 3 10 2 -2 1"),
        ("consul-template", "loop", "{{ loop 3 | join ',' }}", "0,1,2"),
        ("consul-template", "timestamp", "{{ timestamp }} {{ timestamp \"yyyy-MM-dd\" }} {{ timestamp 'unix' }}", "2026-01-31T12:00:00Z 2026-01-31 1769860800"),
        ("consul-template", "sockaddr \"GetPrivateIP\"", "{{ a = sockaddr \"GetPrivateIP\"; b = sockaddr 'GetPrivateIPs'; (split b ' ' | array.first | if_empty '') == a }} {{ sockaddr 'GetInterfaceIP lo' }} {{ sockaddr 'GetInterfaceIPs lo' }}{{ a = sockaddr 'GetPublicIP'; b = sockaddr 'GetPublicIPs' }}", "true 127.0.0.1 127.0.0.1"),
        ("consul-template", "spew_dump", "{{ x = []; to_json_pretty x }}", "[]"),
        ("consul-template", "scratch", "{{ x = 1 }}{{ x }}", "1"),
        ("consul-template", "executeTemplate \"x\"", "{{ func x(a) }}<{{ a }}>{{ end }}{{ x 1 }}{{ include 'a.sbn' }}", "<1>A"),

        ("confd", "exists", "{{ exists '/app/color' }} {{ (get '/app/color').key }} {{ (gets '/app/*')[0].key }} {{ getv '/app/color' }} {{ getv '/app/nope' 'd' }} {{ getvs '/app/c*' | join ',' }}", "true app/color app/color blue d blue"),
        ("confd", "ls", "{{ for p in (ls '/app') }}{{ p.key }} {{ end }}{{ lsdir '/app' | join ',' }}", "color empty note db"),
        ("confd", "lsdir", "{{ lsdir '/app' | join ',' }} {{ base '/a/b' }} {{ dir '/a/b' }} {{ seq 1 3 | join ',' }} {{ atoi '1' }} {{ reverse [1, 2] | join ',' }}", "db b /a 1,2,3 1 2,1"),
        ("confd", "datetime", "{{ datetime | date.to_string \"%Y-%m-%d\" }}", "2026-01-31"),
        ("confd", "split", "{{ split 'a,b' ',' | join '+' }}", "a+b"),
        ("confd", "toUpper", "{{ string.upcase 'a' }} {{ string.downcase 'A' }} {{ contains 'abc' 'b' }}", "A a true"),
        ("confd", "replace text old new -1", "{{ text = 'aa'; old = 'a'; new = 'b' }}{{ string.replace text old new }} {{ string.replace_first text old new }}", "bb ba"),
        ("confd", "getenv \"X\"", "{{ env \"BASENODE_NOT_SET\" }}{{ env \"BASENODE_NOT_SET\" | if_empty \"default\" }} {{ \"\" | if_empty \"default\" }}", "default default"),
        ("confd", "hostname", "{{ hostname != \"\" }}", "true"),
        ("confd", "parseBool", "{{ parse_bool '1' }}", "true"),
        ("confd", "trimSuffix", "{{ trim_suffix 'a.cfg' '.cfg' }}", "a"),
        ("confd", "json", "{{ (parse_json '{\"a\": 1}').a }} {{ (parse_json '[1, 2]')[1] }} {{ json [1] }}", "1 2 [1]"),
        ("confd", "map \"a\" 1 \"b\" 2", "{{ m = {a: 1, b: 2}; m.b }}", "2"),
        ("confd", "fileExists", "{{ file_exists '/etc/motd' }} {{ file_exists '/etc/nope' }}", "true false"),
        ("confd", "lookupIP", "{{ lookup_ip '127.0.0.1' | join ',' }} {{ lookup_ipv4 '127.0.0.1' | join ',' }}{{ lookup_ipv4 '::1' | join ',' }} {{ lookup_ipv6 '::1' | join ',' }}{{ lookup_ipv6 '127.0.0.1' | join ',' }}{{ if false; lookup_srv 'a' 'tcp' 'b.invalid'; end }}", "127.0.0.1 127.0.0.1 ::1"),
        ("confd", "lookupIfaceIPV4 \"eth0\"", "{{ interface_ipv4 'lo' }} {{ interface_ipv6 'lo' | if_empty '::1' }}", "127.0.0.1 ::1"),
        ("confd", "base64Encode", "{{ base64_encode 'a' | base64_decode }}", "a"),
        ("confd", "sortByLength list", "{{ list = ['ccc', 'a', 'bb']; sort_by_length list | join ',' }}", "a,bb,ccc"),
        ("confd", "sortKVByLength pairs", "{{ pairs = tree 'app' }}{{ for p in (sort_by_length pairs \"key\") }}{{ p.key }}={{ p.value | one_line }} {{ end }}", "note=two lines color=blue empty= db/host=db.local db/port=5432 "),
        ("confd", "add", "{{ 5 + 2 }} {{ 5 - 2 }} {{ 5 * 2 }} {{ 5 // 2 }} {{ 5 % 2 }}", "7 3 10 2 1"),

        ("Jinja", "{% for s in services %}…{% endfor %}", "{{ for s in services }}{{ s.name }}{{ end }}", "dbweb"),
        ("Jinja", "{% for k, v in map.items() %}", "{{ for e in {a: 1, b: 2} }}{{ e.key }}{{ e.value }}{{ end }}", "a1b2"),
        ("Jinja", "{% if x %}", "{{ x = ''; if x }}a{{ end }}{{ if x != \"\" }}b{{ end }}{{ x = []; if x.size > 0 }}c{{ end }}{{ x = 0; if x != 0 }}d{{ end }}", "a"),
        ("Jinja", "{% if a and not b %}…{% elif %}…{% else %}…{% endif %}", "{{ if true && !true }}a{{ else if true }}b{{ else }}c{{ end }}", "b"),
        ("Jinja", "{% set x = 1 %}", "{{ x = 1 }}{{ x }}", "1"),
        ("Jinja", "{% include 'x.j2' %}", "{{ include 'a.sbn' }}", "A"),
        ("Jinja", "{% macro m(a) %}…{% endmacro %}", "{{ func m(a) }}<{{ a }}>{{ end }}{{ m 1 }}", "<1>"),
        ("Jinja", "{# comment #}", "a{{ # comment }}b", "ab"),
        ("Jinja", "{%- … -%}", "a \n{{- 1 -}}\n b\n  {{~ # a line ~}}\nc", "a1b\nc"),
        ("Jinja", "{% raw %}…{% endraw %}", "{%{ {{ raw }} }%}", " {{ raw }} "),
        ("Jinja", "{{ x | default('d') }}", "{{ x = null; x ?? 'd' }} {{ false ?? 'd' }}", "d false"),
        ("Jinja", "{{ x or 'd' }}", "{{ for x in [null, false, 0, 0.0, '', [], {}, 'a', 1, [1]] }}{{ x | if_empty 'd' }} {{ end }}", "d d d d d d d a 1 [1] "),
        ("Jinja", "{{ a if x else b }}", "{{ a = 1; b = 2; x = false }}{{ x ? a : b }}", "2"),
        ("Jinja", "'a' ~ b", "{{ 'a' + 1 }}", "a1"),
        ("Jinja", "x is defined", "{{ x = null; x == null }}", "true"),
        ("Jinja", "loop.index", "{{ for i in [7, 8] }}{{ for.index + 1 }}{{ for.index }}{{ for.first }}{{ for.last }} {{ end }}", "10truefalse 21falsetrue "),
        ("Jinja", "upper", "{{ string.upcase 'a' }}{{ string.downcase 'A' }}{{ trim ' a ' }}{{ string.replace 'a' 'a' 'b' }}", "Aaab"),
        ("Jinja", "title", "{{ x = 'aB cd'; string.downcase x | string.capitalizewords }}", "Ab Cd"),
        ("Jinja", "join", "{{ [1, 2] | join ',' }} {{ [1] | array.size }} {{ [1, 2] | array.first }} {{ [1, 2] | array.last }} {{ [2, 1] | array.sort | join ',' }} {{ [1, 1] | array.uniq | join ',' }} {{ [1, 2] | reverse | join ',' }}", "1,2 1 1 2 1,2 1 2,1"),
        ("Jinja", "map(attribute='x')", "{{ [{x: 1}, {x: 2}] | array.map \"x\" | join ',' }}", "1,2"),
        ("Jinja", "selectattr('x')", "{{ [{x: true, n: 1}, {x: false, n: 2}] | array.filter @(do; ret $0.x; end) | array.map 'n' | join ',' }}", "1"),
        ("Jinja", "groupby", "{{ (service 'web' | by_tag).v1.size }} {{ service 'web' | by_port | object.size }} {{ (service 'web' | by_meta 'zone').b.size }}", "2 1 1"),
        ("Jinja", "int", "{{ (atoi '1') + 1 }} {{ string.to_float '1.5' }} {{ x = 1; x + \"\" == '1' }}", "2 1.5 true"),
        ("Jinja", "tojson", "{{ to_json [1] }}", "[1]"),
        ("Jinja", "x in list", "{{ list = [1, 2]; x = 2; list | contains x }}", "true"),
    ];

    private static readonly string[] Tables = ["Go's templates", "consul-template", "confd", "Jinja"];

    public static TheoryData<string, string, string, string> All => [.. Cases];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_row_says_what_works(string table, string row, string template, string text)
    {
        Assert.Contains((table, row), Rows().Select(known => (known.Table, known.Name)));
        await using var it = new RendererFixture(new FakeTimeProvider(new DateTimeOffset(2026, 1, 31, 12, 0, 0, TimeSpan.Zero)));
        it.Write("a.sbn", "A");
        Assert.Equal(text, await it.TextAsync(template, null, FunctionDocumentTests.Cluster()));
    }

    [Fact]
    public void Each_row_is_rendered_or_says_why_there_is_no_translation()
    {
        var run = Cases.Select(known => (known.Table, known.Row)).ToHashSet();
        Assert.Equal(
            ["consul-template: plugin"],
            Rows().Where(row => !row.Right.StartsWith("none: ", StringComparison.Ordinal) && !run.Contains((row.Table, row.Name))).Select(row => $"{row.Table}: {row.Name}"));
        Assert.Empty(Rows().GroupBy(row => (row.Table, row.Name)).Where(group => group.Count() > 1).Select(group => group.Key));
    }

    [Fact]
    public void Each_function_that_a_row_names_is_in_what_is_rendered()
    {
        foreach ((string table, string row, string template, _) in Cases)
        {
            (_, _, string left, string right) = Rows().Single(known => (known.Table, known.Name) == (table, row));
            IEnumerable<string> names = Spans(right).Concat(right.StartsWith("the same", StringComparison.Ordinal) ? Spans(left).Select(SnakeCase.From) : []);
            Assert.Empty(names.Where(name => FunctionName().IsMatch(name) && !Regex.IsMatch(template, $@"\b{Regex.Escape(name)}\b")).Select(name => $"{table}, {row}: {name}"));
        }
    }

    private static IEnumerable<(string Table, string Name, string Left, string Right)> Rows() =>
        from table in Tables
        let start = FunctionDocumentTests.Whole.IndexOf($"## From {table}\n", StringComparison.Ordinal)
        let text = FunctionDocumentTests.Whole[(start + 3)..]
        from Match row in Row().Matches(text[..(NextHeading().Match(text) is { Success: true } next ? next.Index : text.Length)])
        let left = row.Groups["left"].Value
        select (table, Spans(left).First(), left, row.Groups["right"].Value);

    private static IEnumerable<string> Spans(string cell) => CodeSpan().Matches(cell).Select(span => span.Groups[1].Value.Replace("\\|", "|", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| (?<left>.*?`.*?) \| (?<right>.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^##", RegexOptions.Multiline)]
    private static partial Regex NextHeading();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^[a-z0-9]+(_[a-z0-9]+)*(\.[a-z_]+)?$")]
    private static partial Regex FunctionName();
}
