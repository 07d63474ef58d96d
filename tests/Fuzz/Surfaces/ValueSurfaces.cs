using System.Collections.Immutable;
using System.Text;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Rendering;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Values;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Basenode.Fuzz.Surfaces;

/// <summary>Values of keys in templates: as they are, through functions that read formats, and as the value of a variable.</summary>
internal sealed class ValueSurfaces : IAsyncDisposable
{
    // Each is one line: whatever the value is, the text stays one line, or it is an error.
    private static readonly (string Name, string Template)[] Templates =
    [
        ("plain", "<{{ key 'k' }}>"),
        ("variable", "<{{ value }}|{{ for one in list; one; end }}|{{ map.inner }}>"),
        ("quotes", "{{ json (key 'k') }}{{ one_line (key 'k') }}{{ shell_quote (key 'k') }}"),
        ("texts", "{{ t = key 'k'; t | string.upcase }}{{ t | string.size }}{{ t | string.truncate 7 }}{{ t | string.strip }}{{ (t | string.split ',') | array.size }}{{ t | html.escape }}{{ t | string.replace 'a' 'b' }}"),
        ("json", "{{ json (parse_json (key 'k')) }}"),
        ("yaml", "{{ json (parse_yaml (key 'k')) }}"),
        ("encodings", "{{ base64_encode (key 'k') }}{{ sha256 (key 'k') }}"),
        ("written", "{{ v = parse_json (key 'k'); one_line (to_yaml v); one_line (to_toml { x: v }) }}"),
    ];

    private readonly TemporaryFolder folder = TemporaryFolder.InMemory();
    private readonly Renderer renderer;
    private readonly List<TargetDefinition> targets = [];
    private long revision;

    public ValueSurfaces()
    {
        foreach ((string name, string template) in Templates)
        {
            File.SetLastWriteTimeUtc(folder.Write($"{name}.sbn", template), new DateTime(2020, 1, 1));
            targets.Add(new TargetDefinition { Name = name, Plugin = "a.csx", Template = $"{name}.sbn", Destination = "/tmp/out" });
        }

        TimeProvider time = TimeProvider.System;
        renderer = new Renderer(
            new EngineSettings { TemplateFolders = [folder.Path] }, new ChangeSignal(), new Watchdog(time), time, NullLogger<Renderer>.Instance,
            new RenderOptions { Limit = TimeSpan.FromSeconds(10), Patience = TimeSpan.FromMinutes(1) });
    }

    /// <summary>One a template.</summary>
    public IEnumerable<Surface> All => Templates.Select(template => new Surface(
        $"value-{template.Name}",
        [.. new[] { """{"a":[1,2.5,null,true,"x"],"b":{"c":"d"}}""", "a: 1\nb: [x, {y: z}]\nc: &d e\nf: *d\n", "plain, words", "-----BEGIN X-----\nabc\n" }.Select(Encoding.UTF8.GetBytes)],
        input => RenderAsync(template.Name, Encoding.UTF8.GetString(input))));

    public async ValueTask DisposeAsync()
    {
        await renderer.DisposeAsync();
        folder.Dispose();
    }

    private async Task RenderAsync(string template, string value)
    {
        revision++;
        ClusterState state = ClusterState.Empty with
        {
            Revision = revision,
            Answers = ImmutableDictionary<Query, Answer>.Empty.Add(new KeyQuery("k"), new Answer(value, revision)),
        };
        string[] pieces = value.Split('\n');
        var variables = new VariableSet
        {
            Global = new ValueConverter().ConvertVariables(new { value, list = pieces, map = new Dictionary<string, object?> { [value] = pieces, ["inner"] = value } }),
        };
        RenderedTarget rendered = (await renderer.RenderAsync(
            new Contributions { Targets = [targets.Single(target => target.Name == template)] }, variables, state, CancellationToken.None)).Single();
        if (rendered.Text?.AsSpan().IndexOfAny("\n\r\0\u2028\u2029\u0085") >= 0)
        {
            throw new FuzzException($"the text has several lines: {rendered.Text}");
        }

        // Messages of functions are sentences; these are what an exception that nobody expected looks like.
        if (rendered.Text is null && (rendered.Error is not { } error || error.Contains("Exception)", StringComparison.Ordinal) || error.Contains("rendering failed", StringComparison.Ordinal)))
        {
            throw new FuzzException($"no clear error: {rendered.Error ?? rendered.Waiting}");
        }
    }
}
