using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Supervision;
using Basenode.Testing;
using FsCheck;
using FsCheck.Fluent;

namespace Basenode.Engine.Tests.Delivery;

/// <summary>State files of this release and of older ones are read; no content of the file is an exception of another kind.</summary>
/// <remarks>
/// The samples were written by real engines: <c>0-….json</c> before there were versions. When the format changes, the samples of the version before stay, and
/// those of the new one are added.
/// </remarks>
public sealed class StateDocumentTests
{
    private const string Hash = "99fc819aaba2462a";
    private static readonly string[] Kinds = ["applied", "none", "pending", "refused", "killed"];
    private static readonly string Samples = Path.Combine(Repository.Root, "tests/Engine.Tests/Delivery/Samples");

    public static TheoryData<string> All => [.. Directory.GetFiles(Samples).Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(All))]
    public void A_file_of_any_release_is_read(string sample)
    {
        TargetState expected = Expected(sample.Split('-', '.')[1]);

        Assert.Equal(expected, StateDocument.Parse(Read(sample)).ToState(() => throw new InvalidOperationException("it says its last good content itself")));
    }

    [Fact]
    public void This_release_writes_what_its_samples_are()
    {
        foreach (string kind in Kinds)
        {
            Assert.Equal(
                JsonNode.Parse(Read($"{StateDocument.Newest}-{kind}.json"))!.ToJsonString(),
                JsonNode.Parse(StateDocument.Write(Expected(kind)))!.ToJsonString());
        }
    }

    [Fact]
    public void The_time_of_the_last_confirmation_is_kept_where_it_is_known()
    {
        TargetState state = Expected("applied") with { AppliedAt = new DateTimeOffset(2026, 11, 29, 12, 0, 0, 123, TimeSpan.Zero) };
        byte[] written = StateDocument.Write(state);
        Assert.Equal("2026-11-29T12:00:00.123+00:00", (string?)JsonNode.Parse(written)!["appliedAt"]);
        Assert.Equal(state, StateDocument.Parse(written).ToState(() => throw new InvalidOperationException("it says its last good content itself")));
    }

    [Fact]
    public void A_field_that_is_unknown_is_ignored()
    {
        JsonObject later = JsonNode.Parse(Read("1-pending.json"))!.AsObject();
        later["aLaterField"] = new JsonObject { ["a"] = 1 };
        later["pending"]!["aLaterField"] = "text";

        Assert.Equal(Expected("pending"), State(later));
    }

    [Fact]
    public void A_newer_version_is_refused_by_its_number()
    {
        JsonException exception = Assert.Throws<JsonException>(() => StateDocument.Parse("""{ "version": 2, "destination": { "path": "/a" }, "installed": "x" }"""u8.ToArray()));

        Assert.Contains("version 2", exception.Message);
    }

    [Fact]
    public void Every_field_may_be_absent_or_null()
    {
        JsonObject whole = JsonNode.Parse(Read("1-pending.json"))!.AsObject();
        whole["refused"] = JsonNode.Parse(Read("1-refused.json"))!["refused"]!.DeepClone();
        foreach (string path in (string[])[.. whole.Select(field => field.Key), .. whole["pending"]!.AsObject().Select(field => $"pending.{field.Key}")])
        {
            JsonObject absent = whole.DeepClone().AsObject();
            JsonObject isNull = whole.DeepClone().AsObject();
            string name = path.Split('.')[^1];
            (path.Contains('.') ? absent["pending"]!.AsObject() : absent).Remove(name);
            (path.Contains('.') ? isNull["pending"]!.AsObject() : isNull)[name] = null;

            Assert.Equal(State(absent), State(isNull));
            IsWhole(State(absent));
        }
    }

    [Fact]
    public void Whatever_the_file_holds_it_is_read_or_refused() =>
        Prop.ForAll(Documents.Any.ToArbitrary(), text =>
        {
            try
            {
                IsWhole(StateDocument.Parse(System.Text.Encoding.UTF8.GetBytes(text)).ToState(() => Hash));
            }
            catch (JsonException)
            {
                // Refused: the store puts it aside.
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void What_is_written_is_read_back() =>
        Prop.ForAll(Documents.State.ToArbitrary(), state => StateDocument.Parse(StateDocument.Write(state)).ToState(() => "") == state).QuickCheckThrowOnFailure();

    // All that the engine looks at without asking.
    private static void IsWhole(TargetState state)
    {
        Assert.All(
            (string?[])[state.Destination, state.Reload, state.Installed, state.Installing, state.Applied, state.LastGood],
            Assert.NotNull);
        foreach (RetryState retry in new[] { state.Refused, state.Pending }.OfType<RetryState>())
        {
            Assert.NotNull(retry.Inputs);
            Assert.NotNull(retry.Message);
            Assert.True(retry.Attempts >= 0);
        }
    }

    private static byte[] Read(string sample) => File.ReadAllBytes(Path.Combine(Samples, sample));

    private static TargetState State(JsonNode node) => StateDocument.Parse(System.Text.Encoding.UTF8.GetBytes(node.ToJsonString())).ToState(() => "");

    private static TargetState Expected(string kind)
    {
        TargetState all = new() { Destination = $"/etc/{kind}.cfg", Before = "" };
        return kind switch
        {
            "applied" => all with { Reload = "true", Installed = Hash, Applied = Hash, LastGood = Hash },
            "none" => all with { Installed = Hash, Applied = Hash, LastGood = Hash },
            "killed" => all with { Reload = "kill-me", Installing = Hash },
            "refused" => all with
            {
                Reload = "false",
                Refused = new RetryState("e54ac9a2951b7551", 1, Time("18:44:01.9166901"), Time("18:45:01.9166901"), "refused by the reload: false: exit code 1"),
            },
            "pending" => all with
            {
                Reload = "/no/such/program",
                Installed = Hash,
                Pending = new RetryState(
                    "", 1, Time("18:44:01.918359"), Time("18:44:01.9705337"), "/no/such/program: could not be started\ncannot start /no/such/program: there is no such file"),
            },
            _ => throw new ArgumentException($"the sample {kind} has nothing that is expected of it"),
        };
    }

    private static DateTimeOffset Time(string time) => DateTimeOffset.Parse($"2026-11-24T{time}Z", CultureInfo.InvariantCulture);

    private static class Documents
    {
        private static readonly Gen<string> Text = Gen.OneOf(
            Gen.Elements("", Hash, "/etc/a.cfg", "ä€😀", "\0\n\"\\", "{}", "null"),
            Gen.Choose(32, 126).Select(c => (char)c).ArrayOf().Select(characters => new string(characters)));

        private static readonly Gen<RetryState?> Retry =
            from inputs in Text
            from attempts in Gen.Choose(0, 100)
            from seconds in Gen.Choose(0, 100_000)
            from message in Text
            from isThere in Gen.Elements(true, false)
            select isThere ? new RetryState(inputs, attempts, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(seconds), message) : null;

        public static readonly Gen<TargetState> State =
            from texts in Text.ArrayOf(7)
            from before in Text.OrNull()
            from refused in Retry
            from pending in Retry
            select new TargetState
            {
                Destination = texts[0],
                Reload = texts[1],
                Installed = texts[2],
                Installing = texts[3],
                Applied = texts[4],
                LastGood = texts[5],
                ConfirmedBy = texts[6],
                Before = before,
                Refused = refused,
                Pending = pending,
            };

        // What may stand in the place of a field: also what only a JSON text can say, and what no number or text of .NET holds.
        private static readonly Gen<string> Values = Gen.Elements(
            "null", "true", "0", "-1", "1.5", "1e999", "123456789012345678901234567890", "\"\"", "\"text\"", "\"\\ud800\"", "\"2026-13-45T99:99:99Z\"",
            "\"9999-12-31T23:59:59.9999999+00:00\"", "\"0001-01-01T00:00:00+14:00\"", "[]", "[null]", "{}", "{\"at\":null}", "{\"a\":{\"b\":[1]}}", "nonsense", "");

        private static readonly Gen<string> Mutated =
            from state in State
            from edits in (from at in Gen.Choose(0, 40) from value in Values from kind in Gen.Choose(0, 2) select (at, value, kind)).NonEmptyListOf()
            select edits.Aggregate(System.Text.Encoding.UTF8.GetString(StateDocument.Write(state)), (text, edit) => Edit(text, edit.at, edit.value, edit.kind));

        public static readonly Gen<string> Any = Gen.Frequency(
            (8, Mutated),
            (1, from text in Mutated from length in Gen.Choose(0, 400) select text[..Math.Min(length, text.Length)]),
            (1, Values),
            (1, Text));

        // One line is one field: it goes away, stands twice, or gets another value.
        private static string Edit(string text, int at, string value, int kind)
        {
            List<string> lines = [.. text.Split('\n')];
            int line = at % lines.Count;
            int colon = lines[line].IndexOf(':');
            if (kind == 0)
            {
                lines.RemoveAt(line);
            }
            else if (kind == 1)
            {
                lines.Insert(line, lines[line]);
            }
            else if (colon >= 0)
            {
                lines[line] = $"{lines[line][..colon]}: {value}{(lines[line].EndsWith(',') ? "," : "")}";
            }

            return string.Join('\n', lines);
        }
    }
}
