using Basenode.Testing;

namespace Basenode.Cli.Tests.Scaffolding;

public sealed class NewCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestHost host;

    public NewCommandTests() => host = new TestHost { WorkingFolder = folder.Path };

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_script_comes_with_its_template()
    {
        Assert.Equal(0, await host.RunAsync("new", "script", "web-cache", "--etc", "etc"));
        string script = File.ReadAllText(folder["etc/conf.d/web-cache.csx"]);
        Assert.Contains("Target(\"web-cache\"", script);
        Assert.Contains("Variable(\"web_cache_greeting\"", script);
        Assert.Contains("for entry in services", File.ReadAllText(folder["etc/templates/web-cache.sbn"]));
        Assert.DoesNotContain("__", script);
        Assert.Contains($"wrote {folder["etc/conf.d/web-cache.csx"]}", host.Output);
        Assert.Contains("next: basenode preview web-cache", host.Output);
    }

    [Fact]
    public async Task A_template_that_is_there_stays()
    {
        folder.Write("etc/templates/web.sbn", "mine");
        Assert.Equal(0, await host.RunAsync("new", "script", "web", "--etc", "etc"));
        Assert.Equal(1, await host.RunAsync("new", "template", "web", "--etc", "etc"));
        Assert.Equal("mine", File.ReadAllText(folder["etc/templates/web.sbn"]));
        Assert.Contains("exists already; nothing was written", host.Error);
    }

    [Theory]
    [InlineData("../web")]
    [InlineData("Web")]
    [InlineData("1web")]
    [InlineData("")]
    [InlineData("web.csx")]
    [InlineData("w\neb")]
    public async Task A_name_that_cannot_be_one_everywhere_is_refused(string name)
    {
        Assert.Equal(1, await host.RunAsync("new", "plugin", name));
        Assert.Contains("invalid name '", host.Error);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Nothing_of_a_plugin_is_overwritten()
    {
        folder.Write("greeter/README.md", "mine");
        Assert.Equal(1, await host.RunAsync("new", "plugin", "greeter"));
        Assert.Equal([folder["greeter/README.md"]], Directory.GetFiles(folder["greeter"]));
    }
}
