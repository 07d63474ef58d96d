using System.Collections.Immutable;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;
using Basenode.Engine.Values;
using Basenode.Engine.Variables.LastGood;
using Basenode.Plugins;
using Basenode.Testing;
using Microsoft.Extensions.Time.Testing;
using PlainValues = System.Collections.Immutable.ImmutableSortedDictionary<string, object?>;

namespace Basenode.Engine.Tests.Variables;

public sealed class LastGoodValuesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly FakeTimeProvider time = new();
    private readonly RecordingLog log = new();

    private string File => folder["plugins/web.csx/values.json"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_kind_of_value_comes_back_as_it_was()
    {
        PlainValues values = new ValueConverter().ConvertVariables(new
        {
            Nothing = (string?)null,
            Text = "line\n\"é\"",
            Yes = true,
            Whole = long.MaxValue,
            Half = 0.5,
            Round = 3.0,
            Endless = double.PositiveInfinity,
            Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.FromHours(2)),
            Span = TimeSpan.FromMilliseconds(1.5),
            List = new object[] { 1, "two", new[] { 3 } },
            Map = new Dictionary<string, object> { ["$ instance"] = 1, ["Kept As Is"] = new { Inner = "x" } },
            Instances = new[] { Instance("1"), Instance("2") },
            Node = new Node { Name = "n", Address = "10.0.0.1", Services = [Instance("3")] },
            Service = new ServiceSummary("web", ["a"]),
            Member = new Member { Name = "m", Address = "10.0.0.2", Port = 8301, Status = "alive" },
            Check = new HealthCheck { Id = "c", Name = "C", Status = "passing" },
        });
        using (var files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log))
        {
            Open(files).Keep("web.csx", null, 0, values);
        }

        PlainValues back = Open().Load("web.csx", null, 0)!;
        Assert.Equal(values.Keys, back.Keys);
        foreach ((string name, object? value) in values)
        {
            // Lists within the contract's records are compared by reference there.
            Assert.Equivalent(value, back[name]);
            Assert.Equal(value?.GetType(), back[name]?.GetType());
        }

        Assert.Equal("10.0.0.9:80", ((Instance)((ImmutableArray<object?>)back["instances"]!)[1]!).Endpoint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        Assert.Empty(log.Lines);
    }

    [Fact]
    public void What_holds_a_private_key_is_not_written()
    {
        using (var files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log))
        {
            Open(files).Keep("web.csx", null, 0, new ValueConverter().ConvertVariables(new
            {
                Open = 1,
                Deep = new[] { new { Leaf = new LeafCertificate("public", "very secret") } },
            }));
        }

        Assert.DoesNotContain("secret", System.IO.File.ReadAllText(File));
        Assert.Equal(["open"], Open().Load("web.csx", null, 0)!.Keys);
    }

    [Fact]
    public void What_holds_a_secret_is_not_written()
    {
        string secret = $"{Guid.NewGuid():N}";
        SecretMask.Process.Add(secret);
        using (var files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log))
        {
            Open(files).Keep("web.csx", null, 0, new ValueConverter().ConvertVariables(new { Open = 1, Deep = new[] { new { Text = $"user:{secret}" } } }));
            Open(files).Keep("secret.csx", null, 0, new ValueConverter().ConvertVariables(new { }));
        }

        Assert.DoesNotContain(secret, System.IO.File.ReadAllText(File));
        Assert.Equal(["open"], Open().Load("web.csx", null, 0)!.Keys);
        Assert.Null(Open().Load("secret.csx", null, 0));
    }

    [Fact]
    public void Each_place_has_its_own_values_and_nothing_is_written_at_once_or_twice()
    {
        using var files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log);
        LastGoodValues kept = Open(files);
        kept.Keep("web.csx", null, 0, Numbered(1));
        kept.Keep("web.csx", "list", 1, Numbered(2));
        Assert.False(System.IO.File.Exists(File));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([1L, 2L], [Open().Load("web.csx", null, 0)!["number"], Open().Load("web.csx", "list", 1)!["number"]]);
        Assert.Null(Open().Load("web.csx", "list", 0));
        Assert.Null(Open().Load("other.csx", null, 0));

        DateTime written = System.IO.File.GetLastWriteTimeUtc(File).AddDays(-1);
        System.IO.File.SetLastWriteTimeUtc(File, written);
        kept.Keep("web.csx", null, 0, Numbered(1));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(written, System.IO.File.GetLastWriteTimeUtc(File));
        kept.Keep("web.csx", null, 0, Numbered(3));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([3L, 2L], [Open().Load("web.csx", null, 0)!["number"], Open().Load("web.csx", "list", 1)!["number"]]);
    }

    [Fact]
    public void Values_of_another_etc_folder_are_not_taken()
    {
        using (var files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log))
        {
            Open(files).Keep("web.csx", null, 0, Numbered(1));
        }

        Assert.Null(new LastGoodValues(folder.Path, "/elsewhere", null, log).Load("web.csx", null, 0));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"version": 1, "etc": "/etc/x", "values": [{}, 1, {"variables": null}, {"variables": {}}]}""")]
    public void Any_member_may_be_absent(string json)
    {
        folder.Write("plugins/web.csx/values.json", json);
        using var files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log);
        Assert.Null(Open(files).Load("web.csx", "no", 0));
        Assert.Empty(log.Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("null")]
    [InlineData("""{"version": 2}""")]
    [InlineData("""{"etc": "/etc/x", "values": [{"variables": {"a": {"unknown": 1}}}]}""")]
    [InlineData("""{"etc": "/etc/x", "values": [{"variables": {"a": 1.5}}]}""")]
    [InlineData("""{"etc": "/etc/x", "values": [{"variables": {"a": {"double": 5}}}]}""")]
    [InlineData("""{"etc": "/etc/x", "values": [{"place": 1e99, "variables": {"a": 5}}]}""")]
    [InlineData("""{"etc": "/etc/x", "values": [{"variables": {"a": {"instance": {}}}}]}""")]
    public void A_file_that_cannot_be_read_is_put_aside(string json)
    {
        folder.Write("plugins/web.csx/values.json", json);
        Assert.Null(Open().Load("web.csx", null, 0));
        Assert.True(System.IO.File.Exists(File));

        using var files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log);
        Assert.Null(Open(files).Load("web.csx", null, 0));
        Assert.Equal(json, System.IO.File.ReadAllText(File + ".unreadable"));
        Assert.Single(log.Lines);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_told_once()
    {
        folder.Write("plugins", "a file");
        using var files = new DelayedFiles(TimeSpan.FromSeconds(3), time, log);
        LastGoodValues kept = Open(files);
        for (int i = 0; i < 3; i++)
        {
            kept.Keep("web.csx", null, 0, Numbered(i));
            time.Advance(TimeSpan.FromSeconds(3));
        }

        Assert.Single(log.Lines);
    }

    private static PlainValues Numbered(int number) => new ValueConverter().ConvertVariables(new { number });

    private static Instance Instance(string id) => new()
    {
        Id = id,
        Name = "web",
        ServerName = $"web-{id}",
        Node = "n",
        Address = "10.0.0.9",
        Port = 80,
        Status = "passing",
        Tags = ["a", "b"],
        Meta = new Dictionary<string, string> { ["k"] = "v" },
        Checks = [new HealthCheck { Id = "c", Name = "C", Status = "passing" }],
    };

    private LastGoodValues Open(DelayedFiles? files = null) => new(folder.Path, "/etc/x", files, log);
}
