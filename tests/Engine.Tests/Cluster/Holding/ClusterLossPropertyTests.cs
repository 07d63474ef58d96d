using Basenode.Engine.Cluster.Holding;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;
using Basenode.Plugins;
using Microsoft.Extensions.Time.Testing;

namespace Basenode.Engine.Tests.Cluster.Holding;

/// <summary>Random lives of a whole cluster, against a model that knows only how many instances there were within the window.</summary>
public sealed class ClusterLossPropertyTests
{
    private const int Lives = 400;
    private const int Steps = 40;

    [Fact]
    public void A_large_part_is_held_until_as_many_are_there_again_and_a_small_one_as_its_service_is()
    {
        for (int seed = 1; seed <= Lives; seed++)
        {
            try
            {
                new Life(new Random(seed)).Live();
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        }
    }

    private sealed class Life(Random random)
    {
        // Each service is seen by itself, so a part of one may go at once when it is deregistered: only the share of the cluster holds it.
        private static readonly HoldSettings Settings = new() { Longest = TimeSpan.FromHours(1) };

        private readonly FakeTimeProvider time = new();
        private readonly Dictionary<int, int> present = [];
        private readonly Dictionary<int, int> served = [];
        private readonly List<(DateTimeOffset At, int Total)> totals = [];
        private RemovalHold hold = null!;
        private ulong index = 10;

        private int Total => present.Values.Sum();

        public void Live()
        {
            hold = new RemovalHold(new HoldTerms(Settings), time);
            int services = random.Next(2, 12);
            for (int service = 0; service < services; service++)
            {
                Read(service, random.Next(1, 12));
            }

            bool isLost = false;
            for (int step = 0; step < Steps; step++)
            {
                time.Advance(TimeSpan.FromSeconds(random.NextDouble() * random.Next(1, 20)));
                int service = random.Next(services);
                int before = present[service];
                int now = random.Next(3) == 0 ? random.Next(0, 12) : Math.Max(0, before - random.Next(0, 4));
                Read(service, now);

                Assert.True(served[service] >= now, "no addition waits");
                int largest = totals.Where(total => time.GetUtcNow() - total.At <= Settings.Window).Max(total => total.Total);
                bool isLoss = largest >= Settings.MinPopulation && largest - Total > largest * Settings.Share;
                isLost |= isLoss;
                bool isHeldAsLoss = hold.Reports.Values.Any(report => report.Reason == HoldReason.WholeCluster);
                Assert.True(!isLoss || now == before || now > before || isHeldAsLoss, "what goes with a large part is held");
                Assert.True(isLost || !isHeldAsLoss, "nothing is held for the cluster while no large part went");
                Assert.True(isLost || now == 0 || now >= before || served[service] == now || hold.Reports[Query(service)].Reason is not HoldReason.WholeCluster, "a small part goes as its service does");
                isLost &= isHeldAsLoss;
            }

            time.Advance(Settings.Longest + Settings.Time);
            foreach (int service in present.Keys.ToList())
            {
                Read(service, present[service]);
                time.Advance(HoldRules.SecondRead);
                Read(service, present[service]);
                Assert.Equal(present[service], served[service]);
            }

            Assert.Empty(hold.Reports);
        }

        // As a read has it in which the others of the service were deregistered.
        private void Read(int service, int count)
        {
            totals.Add((time.GetUtcNow(), Total));
            present[service] = count;
            IReadOnlyList<Instance> instances = States.Instances($"s{service}", count);
            IReadOnlySet<string> registered = instances.Select(instance => ResultItems.KeyOf(instance.Node, instance.Id)).ToHashSet();
            object? value = hold.Take(Query(service), new HoldInput(instances) { Registered = registered, Index = ++index });
            served[service] = ((IReadOnlyList<Instance>)value!).Count;
        }

        private static ServiceQuery Query(int service) => new($"s{service}");
    }
}
