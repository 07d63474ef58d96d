using Basenode.Haproxy.Model;

namespace Basenode.Haproxy.Tests.Model;

public sealed class HaproxyFileTests
{
    [Fact]
    public void A_file_is_its_sections_in_order_with_their_lines()
    {
        HaproxyFile file = HaproxyFile.Parse("# shipped\nglobal\n  maxconn 10\n\ndefaults base\n  mode http\nbackend web from base\n  server a 10.0.0.1:80\n");

        Assert.Equal(["global", "defaults base", "backend web"], file.Sections.Select(section => section.Title));
        Assert.Equal(new[] { 3, 6, 8 }, file.AllDirectives.Select(directive => directive.Line));
        Assert.Equal(["server", "a", "10.0.0.1:80"], file.Sections[2].Directives[0].Words);
        Assert.True(file.IsConfiguration);
        Assert.False(file.HasConditions);
    }

    [Fact]
    public void A_map_is_no_configuration_and_lines_before_a_section_are_kept()
    {
        Assert.False(HaproxyFile.Parse("example.org web\nexample.net api\n").IsConfiguration);

        HaproxyFile file = HaproxyFile.Parse(".if defined(A)\nglobal\n.endif\n");
        Assert.Equal([".if", ".endif"], file.AllDirectives.Select(directive => directive.Keyword));
        Assert.All(file.AllDirectives, directive => Assert.True(directive.IsPreprocessor));
        Assert.True(file.HasConditions);
    }
}
