using System.Globalization;
using Basenode.Engine.Model;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Rendering.Fragments;

/// <summary>Random templates and changes: what is rendered with fragments of the last rendering is what is rendered anew, byte by byte, error by error.</summary>
public sealed class RandomTemplateTests
{
    private const int Sequences = 500;
    private const int Changes = 7;

    [Theory]
    [InlineData(20261)]
    public async Task With_fragments_the_bytes_are_those_of_a_whole_rendering(int firstSeed)
    {
        TestContext.Current.SendDiagnosticMessage($"seeds from {firstSeed}");
        (int reused, int texts) = (0, 0);
        await Parallel.ForAsync(0, Sequences, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (sequence, _) =>
        {
            (int more, int rendered) = await SequenceAsync(firstSeed + sequence);
            Interlocked.Add(ref reused, more);
            Interlocked.Add(ref texts, rendered);
        });

        // Where nothing is reused, or nothing is rendered, the comparison says nothing.
        Assert.True(texts > Sequences * Changes / 2, $"{texts} texts");
        Assert.True(reused > Sequences * Changes, $"{reused} fragments reused");
    }

    private static async Task<(int Reused, int Texts)> SequenceAsync(int seed)
    {
        var random = new Random(seed);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var with = new RendererFixture(time);
        await using var without = new RendererFixture(time, isIncremental: false);
        int answers = 0;
        int counted = 0;
        foreach (RendererFixture it in (RendererFixture[])[with, without])
        {
            it.Functions.Add(new FunctionDefinition("look", (string text) => text + answers, "tools.csx"));
            it.Functions.Add(new FunctionDefinition("counted", () => new[] { counted }, "tools.csx"));
        }

        string template = new RandomTemplate(random).Write();
        WriteBoth("main.sbn", template);
        WriteBoth("part0.sbn", new RandomTemplate(random).Write(isPart: true).Replace("part0.sbn", "part1.sbn", StringComparison.Ordinal) + "({{ $1 }})\n");
        WriteBoth("part1.sbn", "part {{ $[1] | string.size }} {{ last }} {{ n }}\n{{~ last = 'part' ~}}\n{{~ for x in $ ~}}\n- {{ x }}\n{{~ end ~}}\n");
        ClusterState state = States.Of([.. Enumerable.Range(0, 4).Select(number => Service(random, number)), (new KeyQuery("k1"), null)]);
        VariableSet variables = Variables(random);
        (int reused, int texts) = (0, 0);
        for (int change = 0; change < Changes; change++)
        {
            RenderedTarget one = await with.RenderAsync(variables, state);
            RenderedTarget other = await without.RenderAsync(variables, state);
            if ((one.Text, one.Error) != (other.Text, other.Error) || !one.Queries.SetEquals(other.Queries))
            {
                Assert.Fail($"seed {seed}, change {change}:\n{template}\n--- part0\n{File.ReadAllText(with.Folder["part0.sbn"])}\n--- with\n{one.Text}{one.Error}\n--- whole\n{other.Text}{other.Error}");
            }

            texts += one.Text is null ? 0 : 1;
            reused += with.Renderer.FragmentsOf("main")?.Reused ?? 0;
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    state = state.With(Service(random, random.Next(4)));
                    break;
                case 3:
                    state = state.With((new KeyQuery("k1"), random.Next(2) == 0 ? null : $"value {random.Next(3)}"));
                    break;
                case 4:
                    variables = Variables(random);
                    break;
                case 5:
                    answers++;
                    state = state.With(Service(random, random.Next(4)));
                    break;
                case 6:
                    time.Advance(TimeSpan.FromSeconds(1));
                    counted++;
                    state = state.With(Service(random, random.Next(4)));
                    break;
                default:
                    WriteBoth("part1.sbn", string.Create(CultureInfo.InvariantCulture, $"edited {change} {{{{ note }}}} {{{{ {(random.Next(2) == 0 ? "n" : "last")} }}}}\n"));
                    break;
            }
        }

        return (reused, texts);

        void WriteBoth(string name, string text)
        {
            with.Write(name, text);
            without.Write(name, text);
        }
    }

    private static (Query Query, object? Answer) Service(Random random, int number) =>
        (new ServiceQuery($"s{number}"), Enumerable.Range(0, random.Next(20)).Where(_ => random.Next(5) > 0).Select(place => States.Instance($"s{number}", place)).ToArray());

    private static VariableSet Variables(Random random) => RendererFixture.Variables(new
    {
        Shared = new { Title = $"title {random.Next(2)}", Numbers = Enumerable.Range(0, random.Next(3)).ToArray() },
        Names = Enumerable.Range(0, random.Next(4)).Select(_ => $"name{random.Next(3)}").ToArray(),
    });
}
