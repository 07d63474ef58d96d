using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basenode.Engine.Text;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Values;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Variables;

public sealed class ValueConverterTests
{
    private enum Weather
    {
        ClearSky,
    }

    private sealed record Person(string FirstName, int Age)
    {
        public int[] HTTPPorts = [80];

        public string? Nothing => null;

        private string Hidden => "";

        internal string Inside => Hidden;
    }

    private static object? Convert(object? value) => new ValueConverter().Convert(value, "x");

    public static TheoryData<object?, object?> Scalars => new()
    {
        { null, null },
        { "text", "text" },
        { true, true },
        { 1, 1L },
        { (byte)1, 1L },
        { 1UL, 1L },
        { 1.5, 1.5 },
        { 1.1f, 1.1 },
        { 3m, 3L },
        { 3.5m, 3.5 },
        { 'c', "c" },
        { Weather.ClearSky, "clear_sky" },
        { new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) },
        { new DateOnly(2026, 1, 2), "2026-01-02" },
        { TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1) },
        { IPAddress.Loopback, "127.0.0.1" },
        { new Uri("http://a/b"), "http://a/b" },
        { JsonDocument.Parse("12").RootElement, 12L },
        { JsonValue.Create("x"), "x" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public void Values_without_parts(object? value, object? expected) => Assert.Equal(expected, Convert(value));

    [Fact]
    public void An_object_has_its_public_members_in_snake_case()
    {
        var members = (FixedMembers)Convert(new Person("Ada", 36))!;
        Assert.Equal(["age", "first_name", "http_ports", "nothing"], members.Members.Keys);
        Assert.Equal(36L, members.Members["age"]);
        Assert.Equal([80L], (ImmutableArray<object?>)members.Members["http_ports"]!);
    }

    [Fact]
    public void Keys_of_dictionaries_are_never_renamed()
    {
        IEnumerable<object> maps =
        [
            new Dictionary<string, int> { ["MyKey"] = 1 }, new Dictionary<string, int> { ["MyKey"] = 1 }.ToFrozenDictionary(),
            ImmutableSortedDictionary<string, int>.Empty.Add("MyKey", 1), new ConcurrentDictionary<string, int> { ["MyKey"] = 1 },
            new System.Collections.Hashtable { ["MyKey"] = 1 }, new OnlyReadable(), JsonNode.Parse("{\"MyKey\": 1}")!, new SortedList<string, int> { ["MyKey"] = 1 },
        ];
        Assert.All(maps, map =>
        {
            KeyValuePair<string, object?> entry = Assert.Single((ImmutableSortedDictionary<string, object?>)Convert(map)!);
            Assert.Equal(("MyKey", 1L), (entry.Key, entry.Value));
        });
    }

    [Fact]
    public void Keys_that_are_no_text_are_printed()
    {
        var map = (ImmutableSortedDictionary<string, object?>)Convert(new Dictionary<double, string> { [1.5] = "a", [10] = "b" })!;
        Assert.Equal(["1.5", "10"], map.Keys);
    }

    [Fact]
    public void Lists_tuples_and_groups()
    {
        Assert.Equal([1L, 2L], (ImmutableArray<object?>)Convert(Enumerable.Range(1, 2))!);
        Assert.Equal(["item1", "item2"], ((FixedMembers)Convert((1, "b"))!).Members.Keys);
        var groups = (ImmutableArray<object?>)Convert(new[] { "a", "bb", "c" }.GroupBy(text => text.Length))!;
        var first = (FixedMembers)groups[0]!;
        Assert.Equal(1L, first.Members["key"]);
        Assert.Equal(["a", "c"], (ImmutableArray<object?>)first.Members["items"]!);
        var pair = (FixedMembers)((ImmutableArray<object?>)Convert(new Dictionary<string, int> { ["B"] = 1 }.Where(_ => true))!)[0]!;
        Assert.Equal("B", pair.Members["key"]);
    }

    [Fact]
    public void Records_of_the_contract_pass_as_they_are()
    {
        Instance instance = States.Instance();
        Assert.Same(instance, Convert(instance));
        Assert.Same(instance, ((ImmutableArray<object?>)Convert(new List<Instance> { instance })!)[0]);
    }

    // By name: the test runner cannot print a value that contains itself.
    [Theory]
    [InlineData("cycle", "x['self'][0]: this value contains itself")]
    [InlineData("deep", "values nest deeper than 32 levels")]
    [InlineData("task", "x.task: it is a Task; await it")]
    [InlineData("delegate", "x.list[1]: it is a delegate")]
    [InlineData("type", "x.a: it is a type")]
    [InlineData("clash", "would both be called 'server_name'")]
    public void What_has_no_place_in_a_template_is_an_error_that_names_the_path(string kind, string expected)
    {
        object value = kind switch
        {
            "cycle" => Cycle(),
            "deep" => Deep(),
            "task" => new { Task = Task.FromResult(1) },
            "delegate" => new { List = new object[] { 1, (Action)(() => { }) } },
            "type" => new { A = typeof(int) },
            _ => new { ServerName = 1, Server_Name = 2 },
        };
        Assert.Contains(expected, Assert.ThrowsAny<Exception>(() => Convert(value)).Message);
    }

    [Fact]
    public void Code_that_throws_when_a_value_is_read_is_named_with_the_path()
    {
        MemberFailedException getter = Assert.Throws<MemberFailedException>(() => Convert(new { List = new object[] { 1, new Throwing() } }));
        MemberFailedException sequence = Assert.Throws<MemberFailedException>(() => Convert(new { Owners = new[] { new Throwing() }.Select(each => each.Owner) }));

        Assert.Equal(("x.list[1].owner", "x.owners"), (getter.Path, sequence.Path));
        Assert.Equal("x.list[1].owner: no owner (InvalidOperationException)", PluginError.Reason("a.csx", getter));
    }

    private static object Cycle()
    {
        var cycle = new Dictionary<string, object>();
        cycle["self"] = new[] { cycle };
        return cycle;
    }

    private static object Deep()
    {
        object deep = 1;
        for (int i = 0; i < 100; i++)
        {
            deep = new { inner = deep };
        }

        return deep;
    }

    private sealed class Throwing
    {
        public string Owner => throw new InvalidOperationException("no owner");
    }

    [Theory]
    [InlineData("Name", "name")]
    [InlineData("ServerName", "server_name")]
    [InlineData("HTTPPort", "http_port")]
    [InlineData("Port2Name", "port2_name")]
    [InlineData("already_snake", "already_snake")]
    [InlineData("camelCase", "camel_case")]
    [InlineData("ID", "id")]
    public void Names(string name, string expected) => Assert.Equal(expected, SnakeCase.From(name));

    [Fact]
    public void Of_a_thousand_services_of_ten_instances_only_the_lists_are_made_anew()
    {
        var instances = Enumerable.Range(0, 1000).ToDictionary(number => $"web{number}", number => States.Instances("web", 10));
        Convert(instances);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Convert(instances);

        // A list has a place for each instance; a copy of the instances themselves would be many times as much.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 1000 * 1024);
    }

    private sealed class OnlyReadable : IReadOnlyDictionary<string, int>
    {
        public int Count => 1;

        public IEnumerable<string> Keys => ["MyKey"];

        public IEnumerable<int> Values => [1];

        public int this[string key] => 1;

        public bool ContainsKey(string key) => true;

        public bool TryGetValue(string key, out int value) => (value = 1) == 1;

        public IEnumerator<KeyValuePair<string, int>> GetEnumerator() => new List<KeyValuePair<string, int>> { new("MyKey", 1) }.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
