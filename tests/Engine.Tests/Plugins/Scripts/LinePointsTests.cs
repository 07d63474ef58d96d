using Basenode.Engine.Model;
using Basenode.Engine.Plugins.Registration;
using Basenode.Engine.Supervision.Running;

namespace Basenode.Engine.Tests.Plugins.Scripts;

/// <summary>An error in an expression of several lines names the line that failed: the one with the comment <c>// here</c>.</summary>
public sealed class LinePointsTests
{
    private const string Fails = "int.Parse(\"x\")";
    private const string FailsLater = "await Task.FromException<int>(new InvalidOperationException(\"late\"))";

    // The value of a member, or an argument, an element …: whatever gives a number.
    public static TheoryData<string> Values =>
    [
        $"{Fails} // here",
        $"-{Fails} // here",
        $"(int){Fails} // here",
        $"{FailsLater} // here",
        $"({FailsLater}).ToString().Length // here",
        $"1 + 1 +\n{Fails} // here",
        $"1 +\n2 + {Fails} // here",
        $"1 > 2 ? 1\n: 2 > 3\n? 2\n: {Fails} // here",
        $"{Fails} > 1 // here\n? 1 : 2",
        $"((int?)null)\n?? {Fails} // here",
        "((string?)null)\n?.Length\n?? throw new InvalidOperationException(\"none\") // here",
        "new[] { 1, 2 }\n.Where(i => i > 5)\n.Select(i => i)\n.First() // here",
        "new[] { 1, 2 }\n.Select(i => i)\n.ElementAt(9) // here\n.ToString()\n.Length",
        "new List<int> { 1 }\n.ToImmutableArray()\n.Single(i => i > 5) // here",
        $"new[] {{ 1 }}\n.Select(i =>\n{Fails}) // here\n.First()",
        $"new[] {{ 1 }}.Select(i => new\n{{\na = i,\nb = {Fails}, // here\n}})\n.First().b",
        $"new[] {{ 1 }}.Select(i =>\n{{\nreturn {Fails}; // here\n}}).First()",
        "\"text\".Substring( // here\n1,\n99)\n.Length",
        $"\"text\".Substring(\n1,\n{Fails}) // here\n.Length",
        $"Sum(1,\nsecond: {FailsLater}) // here",
        $"new[] {{ 1,\n{Fails}, // here\n3 }}.Length",
        $"new List<int> {{ 1,\n2,\n{Fails}, // here\n}}.Count",
        $"new Dictionary<string, int> {{\n[\"a\"] = 1,\n[\"b\"] = {Fails}, // here\n}}.Count",
        $"new Dictionary<string, int> {{\n{{ \"a\", 1 }},\n{{ \"b\",\n{Fails} }}, // here\n}}.Count",
        $"new Thing {{\nX = 1,\nY = {Fails}, // here\n}}.X",
        $"(new Thing() with {{\nX = 1,\nY = {Fails}, // here\n}}).X",
        $"List(\n[\n1,\n{Fails}, // here\n]).Count",
        $"List([1,\n.. new[] {{ 1 }},\n.. new[] {{ {Fails} }}, // here\n]).Count",
        $"$\"{{1}} {{\n{Fails} // here\n}}\".Length",
        $"$$\"\"\"\na {{{{1}}}}\nb {{{{ {Fails} }}}}\n\"\"\".Length // one up",
        $"1 switch\n{{\n2 => 1,\n_ when 1 > 2 => 3,\n_ => {Fails}, // here\n}}",
        $"new Func<int>(() =>\n{Fails})() // here",
        $"(from i in new[] {{ 1 }}\nwhere i > 0\nlet j = i\nwhere {Fails} > 0 // here\nselect j).First()",
        $"(from i in new[] {{ 1 }}\nselect new {{\na = 1,\nb = {Fails}, // here\n}}).First().b",
        "(from i in new[] { 1 }\nselect i)\n.First(i => i > 3) // here",
        "new Dictionary<string, int> { [\"a\"] = 1 }\n.TryGetValue(\"a\", out int found)\n? new[] { found }\n.Single(i => i > 3) // here\n: 0",
        "new[] { \"x\" }\n.FirstOrDefault() is { } first\n? int.Parse(first) // here\n: 0",
        $"new Thing\n{{\nInner = new Thing\n{{\nX = 1,\nY = {Fails}, // here\n}},\n}}.X",
        "new Thing().Missing\n.Inner // here\n.X",
        "new Thing { Inner = new Thing() }\n.Inner\n?.Missing\n.X // one up",
        "1 > 2\n? 1\n: throw new InvalidOperationException(\"none\") // here",
        $"checked(\n1 + {Fails}) // here",
        $"await Task.FromResult(\n{Fails}) // here",
        "(await Task.FromResult(new[] { 1 })\n.ContinueWith(done => done.Result))\n.First(i => i > 1) // here",
        $"Twice(\n\n{Fails}, // here\nout int twice) + twice",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public Task The_line_of_a_part_is_named_in_the_code_of_variables(string value) => NamesTheLineAsync($$"""
        Variables(async cluster =>
        {
            await Task.Yield();
            return new
            {
                first = 1,
                inner = new
                {
                    one = 1,
                    value = {{value}}
                },
            };
        });
        """);

    [Theory]
    [MemberData(nameof(Values))]
    public Task The_line_of_a_part_is_named_without_braces_too(string value) => NamesTheLineAsync($$"""
        Variables(async cluster => new
        {
            value =
                {{value}}
                ,
            more = await Task.FromResult(1),
        });
        """);

    [Theory]
    [MemberData(nameof(Values))]
    public Task The_line_of_a_part_is_named_in_a_list(string value) => NamesTheLineAsync($$"""
        async Task<object> All()
        {
            var list = new List<object>
            {
                1,
                {{value}}
            };
            return await Task.FromResult(list);
        }
        Variables(cluster => All());
        """);

    [Fact]
    public async Task The_line_of_a_part_is_named_in_the_registration()
    {
        string script = $"var settings = new\n{{\n    a = 1,\n    b = {Fails}, // here\n}};\nVariable(\"x\", settings);";
        Exception exception = await Assert.ThrowsAsync<FormatException>(() => CompiledInProcess.RunAsync(script));
        Assert.Equal("a.csx:4", PluginError.Place("a.csx", exception));
    }

    [Fact]
    public async Task The_line_of_a_part_is_named_in_a_file_that_is_loaded()
    {
        RegisteredContributions all = await CompiledInProcess.RunAsync(
            "#load \"b.csx\"\n\nVariables(cluster =>\n    new { a = 1,\n    b = Number() });",
            ("/conf.d/b.csx", "object Number() => new\n{\n    a = 1,\n    b = int.Parse(\"x\"),\n};"));

        Exception exception = await Assert.ThrowsAsync<FormatException>(() => all.ComputedVariables[0].Get(new TrackedCluster(ClusterState.Empty)));

        Assert.Equal("a.csx:5: The input string 'x' was not in a correct format. (FormatException at b.csx:4)", PluginError.Describe("a.csx", exception));
    }

    private static async Task NamesTheLineAsync(string script)
    {
        script = """
            using System.Collections.Immutable;
            int Sum(int first, int second) => first + second;
            int Twice(int number, out int twice) => twice = number * 2;
            List<int> List(List<int> list) => list;
            record Thing { public int X { get; init; } public int Y { get; init; } public Thing? Inner { get; init; } public Thing Missing => null!; }

            """ + script;
        string[] lines = script.Split('\n');
        int expected = Array.FindIndex(lines, line => line.Contains("// here", StringComparison.Ordinal)) + 1;
        expected = expected > 0 ? expected : Array.FindIndex(lines, line => line.Contains("// one up", StringComparison.Ordinal));
        RegisteredContributions all = await CompiledInProcess.RunAsync(script);

        Exception? exception = await Record.ExceptionAsync(() => all.ComputedVariables[0].Get(new TrackedCluster(ClusterState.Empty)));

        Assert.True(exception is not null, "nothing failed");
        Assert.True(PluginError.Place("a.csx", exception) == $"a.csx:{expected}", $"{PluginError.Describe("a.csx", exception)}, not {expected}\n{CompiledInProcess.Pointed(script)}");
    }
}
