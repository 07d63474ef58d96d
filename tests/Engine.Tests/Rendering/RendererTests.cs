using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Rendering;

public sealed class RendererTests : IAsyncDisposable
{
    private readonly RendererFixture it = new();

    public ValueTask DisposeAsync() => it.DisposeAsync();

    [Fact]
    public async Task Variables_and_reads_of_the_cluster_become_text()
    {
        ClusterState state = States.Of(
            (new ServicesQuery(), new[] { new ServiceSummary("web", ["a"]) }),
            (new ServiceQuery("web"), States.Instances("web", 2)));

        string text = await it.TextAsync(
            "{{ for s in services }}{{ for i in (service s.name) }}server {{ i.server_name }} {{ i.endpoint }} # {{ region }} {{ i.meta.owner }} {{ i.tags[0] }}\n{{ end }}{{ end }}",
            new { Region = "eu" },
            state);

        Assert.Equal("server web-1-x 10.0.0.2:8001 # eu team-a primary\nserver web-2-x 10.0.0.3:8002 # eu team-a primary\n", text);
    }

    [Fact]
    public async Task A_read_without_an_answer_waits_and_names_it_and_what_follows_it_is_read_too()
    {
        RenderedTarget rendered = await it.RenderAsync("{{ key 'a' }}{{ for i in (service 'web') }}{{ i.id }}{{ end }}");
        Assert.Equal("waits for key a, service web", rendered.Waiting);
        Assert.Equal(2, rendered.Missing.Count);
        Assert.Equal(rendered.Missing, rendered.Queries);
        Assert.Null(rendered.Text);
    }

    [Fact]
    public async Task Nothing_is_rendered_again_while_nothing_changed()
    {
        ClusterState state = States.Of((new KeyQuery("a"), "1"));
        VariableSet variables = RendererFixture.Variables(new { Region = "eu" });
        it.Folder.Write("main.sbn", "{{ region }} {{ key 'a' }} {{ include 'part.sbn' }} {{ date.now | date.to_string '%N' }}");
        it.Folder.Write("part.sbn", "p");

        RenderedTarget first = await it.RenderAsync(variables, state);
        Assert.Null(first.Error);
        RenderedTarget second = await it.RenderAsync(variables, state.With((new KeyQuery("other"), "x")));
        RenderedTarget third = await it.RenderAsync(variables, state.With((new KeyQuery("a"), "2")));

        Assert.Same(first.Text, second.Text);
        Assert.StartsWith("eu 2 p", third.Text);
    }

    [Fact]
    public async Task An_equal_text_is_the_same_reference_even_when_it_was_rendered_again()
    {
        ClusterState state = States.Of((new KeyQuery("a"), "1"));
        string first = await it.TextAsync("{{ key 'a' }}", null, state);
        Assert.Same(first, await it.TextAsync("{{ key 'a' }}", null, state.With((new KeyQuery("a"), new string("1")))));
    }
}
