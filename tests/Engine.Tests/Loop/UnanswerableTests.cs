using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Engine.Tests.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Loop;

/// <summary>What a recorded snapshot lacks is not waited for. The clock stands still: whoever waits, waits for ever.</summary>
public sealed class UnanswerableTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly EngineSettings settings;

    public UnanswerableTests()
    {
        Directory.CreateDirectory(folder["etc/plugins/reader"]);
        File.WriteAllBytes(folder["etc/plugins/reader/reader.dll"], PluginAssembly.Plugin("reader", """
            plugins.Target("color", destination: "/color.txt", content: async cluster => await cluster.Key("color") + "\n");
            """));
        settings = new EngineSettings
        {
            EtcFolder = folder["etc"],
            TemplateFolders = [folder["etc/templates"]],
            Root = folder.Path,
            CacheFolder = folder["cache"],
            DataFolder = folder["data"],
            ShippedPluginsFolder = folder["shipped"],
            StateFile = folder.Write("snapshot.json", """{ "basenode_snapshot": 1, "answers": [] }"""),
        };
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Once_and_preview_fail_at_once_and_name_the_query()
    {
        await using (EngineParts engine = EngineParts.Create(settings, EngineRole.Command, NullLoggerFactory.Instance, new FakeTimeProvider()))
        {
            PreviewReport preview = await new CommandRuns(engine).PreviewAsync([], TimeSpan.FromSeconds(30), new Progress<string>(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
            Assert.Equal([new KeyQuery("color")], preview.Missing);
            Assert.Contains(preview.Problems, problem => problem.ToString().Contains($"no answer for key color: the snapshot {settings.StateFile} has no answer"));
        }

        await using (EngineParts engine = EngineParts.Create(settings, EngineRole.Command, NullLoggerFactory.Instance, new FakeTimeProvider()))
        {
            PassReport once = await new CommandRuns(engine).OnceAsync(TimeSpan.FromSeconds(30), new Progress<string>(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);
            Assert.Equal([new KeyQuery("color")], once.Missing);
            Assert.False(once.IsClean);
        }
    }
}
