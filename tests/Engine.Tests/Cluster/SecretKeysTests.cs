using Basenode.Engine.Cluster;
using Basenode.Engine.Cluster.Snapshots;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;
using Basenode.Testing;

namespace Basenode.Engine.Tests.Cluster;

public sealed class SecretKeysTests
{
    [Fact]
    public void They_are_masked_from_their_answer_on_and_are_in_no_snapshot()
    {
        using var folder = new TemporaryFolder();
        string secret = $"{Guid.NewGuid():N}";
        var store = new ClusterStore(new ChangeSignal(), TimeProvider.System, path => path.StartsWith("vault/", StringComparison.Ordinal));
        Query[] queries = [new KeyQuery("vault/a"), new KeysQuery(""), new KeyQuery("plain"), new KeysQuery("pl")];
        object[] values = [secret, new Dictionary<string, string> { ["vault/a"] = secret, ["plain"] = "open" }, "open", new Dictionary<string, string> { ["plain"] = "open" }];
        store.PublishMany([.. queries.Zip(values, (query, value) => (query, QueryResult.Of(value)))]);
        Assert.Equal("<***>", LogText.Line($"<{secret}>"));

        SnapshotResult result = SnapshotFile.Write(folder["state.json"], store.Current, queries, "a test");
        Assert.Equal(2, result.Recorded);
        Assert.Equal(queries[..2], queries.Where(query => result.LeftOut.Contains($"{query}: its keys are secret (setting secrets.keys)")));
        Assert.DoesNotContain(secret, File.ReadAllText(folder["state.json"]));
    }
}
