using Basenode.Engine.Plugins.Registration;

namespace Basenode.Engine.Tests.Plugins.Registration;

public sealed class CommandWordsTests
{
    [Theory]
    [InlineData("haproxy -c -f {{ candidate }}", "haproxy|-c|-f|{{ candidate }}")]
    [InlineData("a {{candidate}} --x={{  target  }}.bak", "a|{{ candidate }}|--x={{ target }}.bak")]
    [InlineData("sh -c 'cat {{ candidate }} | wc'", "sh|-c|cat {{ candidate }} | wc")]
    [InlineData("a 'b c' \"d e\" f\\ g", "a|b c|d e|f g")]
    [InlineData("a 'it'\\''s' \"say \\\"hi\\\" \\x\"", "a|it's|say \"hi\" \\x")]
    [InlineData("a '' \"\" b", "a|||b")]
    [InlineData(" a\tb\n c \r\n", "a|b|c")]
    [InlineData("a 'back\\slash' # no comment", "a|back\\slash|#|no|comment")]
    [InlineData("a b\\\nc", "a|bc")]
    [InlineData("a ünïcode€", "a|ünïcode€")]
    public void A_command_is_split_as_a_shell_does(string command, string words) =>
        Assert.Equal(words.Split('|'), Unbarred(CommandWords.Split(command)));

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("''")]
    public void An_empty_command_is_refused(string command) =>
        Assert.Contains("empty", Assert.Throws<ArgumentException>(() => CommandWords.Split(command)).Message);

    [Theory]
    [InlineData("a 'b", "quote '")]
    [InlineData("a \"b\\\"", "quote \"")]
    [InlineData("a b\\", "backslash")]
    [InlineData("a {{ candidat }}", "{{ candidate }}, {{ destination }}, {{ template }}, {{ target }}")]
    [InlineData("a {{ candidate", "{{ candidate }}, ")]
    [InlineData("a '{{ other }}'", "unknown placeholder {{ other }}")]
    public void What_is_not_well_formed_is_named(string command, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(() => CommandWords.Split(command)).Message);

    // The separator of the expectations above may stand in a word.
    private static string[] Unbarred(IReadOnlyList<string> words) => string.Join('|', words).Split('|');
}
