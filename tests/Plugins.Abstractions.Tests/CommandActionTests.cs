namespace Basenode.Plugins.Abstractions.Tests;

public sealed class CommandActionTests
{
    [Theory]
    [InlineData("nginx -t -c {{ candidate }}", "nginx", "-t", "-c", "{{ candidate }}")]
    [InlineData("cp {{ destination }} {{ destination }}.old", "cp", "{{ destination }}", "{{ destination }}.old")]
    [InlineData("sh -c 'test -s {{ candidate }}'", "sh", "-c", "test -s {{ candidate }}")]
    [InlineData("echo '{{ a }} {{ b }}' '' '{{ a'", "echo", "{{ a }} {{ b }}", "", "{{ a")]
    public void It_is_shown_as_one_would_type_it(string shown, params string[] words) =>
        Assert.Equal(shown, new CommandAction(words, null, null).ToString());
}
