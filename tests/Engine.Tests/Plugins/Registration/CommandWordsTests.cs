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

    [Theory]
    [InlineData("a && b", "&&")]
    [InlineData("a || b", "||")]
    [InlineData("a | b", "|")]
    [InlineData("a|b", "|")]
    [InlineData("a > b", ">")]
    [InlineData("a 2>&1", ">")]
    [InlineData("a >> b", ">>")]
    [InlineData("a < b", "<")]
    [InlineData("a; b", ";")]
    [InlineData("curl http://x/?a=1&b=2", "&")]
    [InlineData("a &", "&")]
    [InlineData("kill $PID", "$PID")]
    [InlineData("kill ${PID}", "${")]
    [InlineData("kill $(cat /run/a.pid)", "$(")]
    [InlineData("kill $$", "$$")]
    [InlineData("kill `cat /run/a.pid`", "`")]
    [InlineData("rm /tmp/*.cache", "*")]
    [InlineData("(a)", "(")]
    public void What_only_a_shell_understands_is_refused(string command, string found)
    {
        string message = Assert.Throws<ArgumentException>(() => CommandWords.Split(command)).Message;
        Assert.Contains($"'{found}' in the command '{command}'", message);
        Assert.Contains($"sh -c '{command}'", message);
    }

    [Theory]
    [InlineData("test -s {{ candidate }} && nginx -t -c {{candidate}}", "sh -c 'test -s \"$1\" && nginx -t -c \"$1\"' sh {{ candidate }}")]
    [InlineData("cat {{ candidate }} > {{ destination }}", "sh -c 'cat \"$1\" > \"$2\"' sh {{ candidate }} {{ destination }}")]
    [InlineData("grep 'a b' {{ candidate }} | wc", "sh -c '…\"$1\"…' sh {{ candidate }}")]
    public void The_way_to_write_it_with_a_shell_passes_placeholders_as_arguments(string command, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => CommandWords.Split(command)).Message);

    [Theory]
    [InlineData("sh -c 'a && b | c > d; e & $f `g` *'", "sh|-c|a && b ¦ c > d; e & $f `g` *")]
    [InlineData("sh -c \"a && $b\"", "sh|-c|a && $b")]
    [InlineData("a --opt='x;y' \"p&q\"", "a|--opt=x;y|p&q")]
    [InlineData("a \\; \\$x \\* \\&", "a|;|$x|*|&")]
    [InlineData("grep foo$ x", "grep|foo$|x")]
    [InlineData("grep a$.b $", "grep|a$.b|$")]
    [InlineData("curl http://[::1]:80/reload?force", "curl|http://[::1]:80/reload?force")]
    [InlineData("a ~/b {c,d} !e #f =g %h @i ^j", "a|~/b|{c,d}|!e|#f|=g|%h|@i|^j")]
    public void What_is_quoted_or_has_no_meaning_in_a_shell_is_taken_as_it_is(string command, string words) =>
        Assert.Equal(words.Split('|'), CommandWords.Split(command).Select(word => word.Replace('|', '¦')));

    // The separator of the expectations above may stand in a word.
    private static string[] Unbarred(IReadOnlyList<string> words) => string.Join('|', words).Split('|');
}
