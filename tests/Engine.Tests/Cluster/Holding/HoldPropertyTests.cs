using Basenode.Engine.Cluster.Holding;

namespace Basenode.Engine.Tests.Cluster.Holding;

/// <summary>Random lives of a service, against a model that knows only since when each instance has been missing.</summary>
public sealed class HoldPropertyTests
{
    private const int Lives = 2_000;
    private const int Steps = 60;

    [Fact]
    public void What_is_there_is_served_and_what_is_missing_goes_in_time()
    {
        for (int seed = 1; seed <= Lives; seed++)
        {
            try
            {
                Live(new Random(seed));
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}: {error.Message}", error);
            }
        }
    }

    private static void Live(Random random)
    {
        HoldBench web = new HoldBench().With(random.Next(1, 12));
        var missingSince = new Dictionary<string, DateTimeOffset>();
        int next = 100;
        for (int step = 0; step < Steps; step++)
        {
            double seconds = random.NextDouble() * random.Next(1, 14);
            web.After(seconds);
            ISet<string> presentBefore = web.Present;
            ISet<string> servedBefore = web.Served;
            bool isCalm = (web.RegressedAt is null || web.Now > web.RegressedAt + web.Settings.AfterRegression) && web.ReachedAgainAt is null;
            int what = random.Next(40);
            bool isDeregistration = what < 8;
            switch (what)
            {
                case < 8: web.Deregister(Some(web.Registered, random)); break;
                case < 16: web.TurnCritical(Some(web.Registered, random)); break;
                case < 20: web.Add($"{next++}"); break;
                case < 28: Some(web.Registered, random).ForEach(web.Add); break;
                case 28: web.LoseData(); break;
                case 29: web.LoseConnection(); break;
                case 30: web.Hide(Some(web.Registered, random)); break;
                default: break;
            }

            web.Read();
            foreach (string id in servedBefore.Concat(presentBefore))
            {
                missingSince.TryAdd(id, web.Now);
            }

            web.Present.ToList().ForEach(id => missingSince.Remove(id));
            Check(web, missingSince);
            Assert.True(!isCalm || what is 28 or 29 || !isDeregistration || web.Present.Count == 0 || !presentBefore.Except(web.Registered).Any(web.Served.Contains), "a part that is deregistered goes at once");
            Assert.True(what != 28 || web.Served.SetEquals(servedBefore), "nothing goes with lost data");
            Assert.True(web.Present.Count > 0 || servedBefore.Count == 0 || web.Served.Count > 0 || servedBefore.All(id => web.Now - missingSince[id] >= web.Settings.Time), "the last ones stay");
            bool isQuiet = isCalm && seconds > web.Settings.Window.TotalSeconds && servedBefore.SetEquals(presentBefore);
            Assert.True(!isQuiet || what is not ((>= 8 and < 16) or 30) || web.Served.SetEquals(Expected(presentBefore, web.Present)), "as the share that went says");
            missingSince.Keys.Except(web.Served).ToList().ForEach(id => missingSince.Remove(id));
        }
    }

    // Of what turns critical or vanishes without a word, when nothing else went within the window.
    private static ISet<string> Expected(ISet<string> before, ISet<string> now)
    {
        int gone = before.Except(now).Count();
        return now.Count == 0 || (before.Count >= 3 && gone > before.Count / 2.0) ? before : now;
    }

    private static void Check(HoldBench web, Dictionary<string, DateTimeOffset> missingSince)
    {
        Assert.True(web.Served.IsSupersetOf(web.Present), "no addition waits");
        Assert.Equal(web.Served.Except(web.Present).Any(), web.Set.ReadAt is not null);
        Assert.True(web.Set.ReadAt is null || web.Set.ReadAt > web.Now, "what is due has gone");
        foreach (string id in web.Served.Except(web.Present))
        {
            DateTimeOffset end = missingSince[id] + web.Settings.Time;
            DateTimeOffset afterRegression = (web.RegressedAt ?? default) + web.Settings.AfterRegression;
            end = afterRegression > end ? afterRegression + HoldRules.SecondRead : end;
            Assert.True(web.Now < end, $"{id} is held beyond its time");
        }
    }

    private static List<string> Some(ISet<string> ids, Random random)
    {
        double share = random.Next(4) == 0 ? 1 : random.NextDouble();
        return [.. ids.Order(StringComparer.Ordinal).Where(_ => random.NextDouble() <= share)];
    }
}
