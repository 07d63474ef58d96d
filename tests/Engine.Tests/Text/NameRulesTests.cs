using Basenode.Engine.Text;

namespace Basenode.Engine.Tests.Text;

public sealed class NameRulesTests
{
    [Theory]
    [InlineData("haproxy.cfg")]
    [InlineData("_a-1.b")]
    [InlineData("1")]
    public void A_name_may_have_letters_digits_and_a_few_signs(string name) => Assert.Null(NameRules.Problem("target", name));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bad name")]
    [InlineData("-a")]
    [InlineData(".a")]
    [InlineData("a/b")]
    [InlineData("größe")]
    public void An_invalid_name_is_told_with_what_would_be_valid(string? name) =>
        Assert.Equal($"invalid target name '{name}': use letters, digits, -, _ and ., and do not begin with - or .", NameRules.Problem("target", name));

    [Theory]
    [InlineData("web_by_tag", null)]
    [InlineData("_A1", null)]
    [InlineData("bad name", "invalid variable name 'bad name': use letters, digits and _, and do not begin with a digit")]
    [InlineData("1st", "invalid variable name '1st': use letters, digits and _, and do not begin with a digit")]
    [InlineData("", "invalid variable name '': use letters, digits and _, and do not begin with a digit")]
    [InlineData("for", "invalid variable name 'for': it is a keyword of the template language")]
    public void A_name_in_templates_is_an_identifier_of_theirs(string name, string? problem) => Assert.Equal(problem, NameRules.TemplateProblem("variable", name));
}
