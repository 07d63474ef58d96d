using Basenode.Engine.Plugins.Scripts;

namespace Basenode.Engine.Tests.Plugins.Scripts;

public sealed class ScriptDirectivesTests
{
    [Fact]
    public void Directives_are_found_with_their_places() => Assert.Equal(
        [new("load", "lib/a.csx", 3, 1), new("r", "System.Text.Json", 5, 4), new("load", "b", 6, 13)],
        ScriptDirectives.Read("#!/usr/bin/env basenode\r\n// words\r\n#load \"lib/a.csx\"\r\n/* #load \"no\"\r\n*/ #r \"System.Text.Json\" // why\r\n/* one */   # load\t\"b\"\r\nVariable(\"x\", 1);\r\n#load \"late\""));

    [Theory]
    [InlineData("")]
    [InlineData("#region \"x\"\n#endregion")]
    [InlineData("#load")]
    [InlineData("#load \"open")]
    [InlineData("// #load \"x\"")]
    [InlineData("/* #load \"x\"")]
    [InlineData("var x = 1;\n#load \"x\"")]
    public void What_is_no_directive_is_left_to_the_compiler(string text) => Assert.Empty(ScriptDirectives.Read(text));

    [Fact]
    public void A_byte_order_mark_hides_nothing() => Assert.Equal([new("r", "x", 1, 2)], ScriptDirectives.Read("\uFEFF#r \"x\""));
}
