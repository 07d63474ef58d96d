using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Engine.Model;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>Decides what a read removes. Pure: from what is served, the read, and what else is known, to what is served from now on.</summary>
/// <remarks>
/// What is new is served at once. What is missing goes at once when somebody took it away (deregistered, with others left) and when few turned critical; otherwise
/// a later read has to agree. So nothing is removed without a read: while Consul says nothing, what was served stays.
/// </remarks>
internal static class HoldRules
{
    /// <summary>A second read agrees when it is at least this much later than the first.</summary>
    public static readonly TimeSpan SecondRead = TimeSpan.FromSeconds(2);

    // Of one or two instances "more than half" says nothing.
    private const int LeastForHalf = 3;

    private static readonly IReadOnlyDictionary<string, object> None = ImmutableDictionary<string, object>.Empty;

    /// <summary>Takes a read.</summary>
    public static HeldSet Take(HeldSet before, HoldRead read, HoldFacts facts)
    {
        HeldItem[] missing =
        [
            .. from item in before.Items.Values
               where !read.Present.ContainsKey(item.Key)
               select item with { Loss = LossOf(item, before, read, facts) },
        ];
        Sizes sizes = before.Sizes
            .At(facts.Now, before.Items.Values.Count(Counts), facts.Settings.Window)
            .Without(missing.Count(item => item.Loss!.IsDeregistered && Counts(before.Items[item.Key])));
        int largest = Math.Max(sizes.Largest, read.Present.Count + missing.Count(item => !item.Loss!.IsDeregistered && Counts(before.Items[item.Key])));
        bool isMost = largest >= LeastForHalf && (largest - read.Present.Count) * 2 > largest;
        IReadOnlyDictionary<string, object> panicking = facts.Panics && read.IsMostlyUnhealthy ? read.Unhealthy : None;
        HeldItem[] held =
        [
            .. missing.Where(item => !panicking.ContainsKey(item.Key))
                .Select(item => Judge(item, facts, read.Present.Count == 0 && panicking.Count == 0, isMost))
                .Where(item => facts.Now < item.Loss!.Until),
            .. panicking.Select(item => Panicking(item, before, facts)),
        ];
        return before with
        {
            Items = Items(read.Present, held),
            Sizes = sizes,
            Index = read.Index ?? before.Index,
            TakenAt = facts.Now,
            ReadAt = held.Length == 0 ? null : held.Min(item => item.Loss!.Until),
        };
    }

    /// <summary>What a large part of the cluster went away with: all that is missing within the window, however short it would be held otherwise.</summary>
    public static HeldSet MarkClusterLoss(HeldSet set, DateTimeOffset now, HoldSettings settings) => Remade(set, loss =>
        now - loss.Since > settings.Window || loss.Reason == HoldReason.Panic
            ? loss
            : loss with { IsOfClusterLoss = true, Reason = HoldReason.WholeCluster, Until = loss.Since + settings.Longest });

    /// <summary>The cluster is as large as before: the next read judges what is missing as if nothing had happened.</summary>
    public static HeldSet ClearClusterLoss(HeldSet set, DateTimeOffset now) => Remade(set, loss =>
        loss.IsOfClusterLoss ? loss with { IsOfClusterLoss = false, Until = now } : loss);

    /// <summary>Lets go what is held.</summary>
    public static HeldSet Release(HeldSet set) => set with
    {
        Items = set.Items.Where(item => item.Value.Loss is null).ToDictionary(),
        Sizes = Sizes.None,
        ReadAt = null,
    };

    private static HeldSet Remade(HeldSet set, Func<Loss, Loss> remake)
    {
        if (set.ReadAt is null)
        {
            return set;
        }

        Dictionary<string, HeldItem> items = set.Items.ToDictionary(
            item => item.Key,
            item => item.Value.Loss is { } loss ? item.Value with { Loss = remake(loss) } : item.Value);
        return set with { Items = items, ReadAt = items.Values.Min(item => item.Loss?.Until) };
    }

    private static Dictionary<string, HeldItem> Items(IReadOnlyDictionary<string, object> present, HeldItem[] held)
    {
        var items = new Dictionary<string, HeldItem>(present.Count + held.Length, StringComparer.Ordinal);
        foreach ((string key, object value) in present)
        {
            items.Add(key, new HeldItem(key, value));
        }

        foreach (HeldItem item in held)
        {
            items.Add(item.Key, item);
        }

        return items;
    }

    // Whether it is one of those that a loss is compared with. What only a panic serves is none: it does not pass.
    private static bool Counts(HeldItem item) => item.Loss is not ({ IsDeregistered: true } or { Reason: HoldReason.Panic });

    private static Loss LossOf(HeldItem item, HeldSet before, HoldRead read, HoldFacts facts)
    {
        bool hasGrown = read.Index is { } index && before.Index is { } known && index > known;

        // Of the first read after a lost connection nobody knows what it was made of.
        Loss loss = item.Loss ?? new Loss(facts.Now)
        {
            IsRegistered = true,
            IsAfterLostConnection = facts.ReachedAgainAt is { } reached && (before.TakenAt < reached || facts.Now < reached + SecondRead),
            IsWithoutChange = read.Index is not null && read.Index == before.Index,
        };
        bool isOfClusterLoss = loss.IsOfClusterLoss || (facts.IsClusterLoss && facts.IsPopulation && facts.Now - loss.Since <= facts.Settings.Window);
        bool isRegistered = read.Registered?.Contains(item.Key) ?? (loss.IsRegistered && item.Loss is not null);
        return loss with
        {
            IsRegistered = isRegistered,
            IsDeregistered = !isRegistered && (loss.IsDeregistered || (loss.IsRegistered && hasGrown)),
            IsOfClusterLoss = isOfClusterLoss,
        };
    }

    // The doubt that lasts longest decides.
    private static HeldItem Judge(HeldItem item, HoldFacts facts, bool isEmpty, bool isMost)
    {
        Loss loss = item.Loss!;
        HoldSettings settings = facts.Settings;
        string? service = facts.Service ?? (facts.IsListOfServices ? item.Key : null);
        bool isKept = service is not null && !facts.HasFailover && !settings.AllowsEmpty(service);
        TimeSpan time = service is null ? settings.Time : settings.TimeOf(service);

        // It turned critical with most of its service. Those come back one after the other: that the first of them are there again says nothing of the rest.
        bool isOfMost = isMost || (loss.Until != default && loss.Reason is HoldReason.MoreThanHalf or HoldReason.LastOnes);
        HoldReason? reason = null;
        DateTimeOffset until = default;
        Doubt(loss.IsAfterLostConnection, HoldReason.LostConnection, loss.Since + SecondRead);
        Doubt(facts.Service is null && loss.IsWithoutChange, HoldReason.WithoutChange, loss.Since + time);
        Doubt(isKept && facts.Service is not null && isOfMost && !loss.IsDeregistered, HoldReason.MoreThanHalf, loss.Since + time);
        Doubt(isKept && facts.Service is not null && isEmpty, HoldReason.LastOnes, loss.Since + time);
        Doubt(isKept && facts.IsListOfServices, HoldReason.WholeService, loss.Since + time);
        Doubt(loss.Since <= facts.RegressedAt + settings.AfterRegression, HoldReason.Regression, (facts.RegressedAt ?? default) + settings.AfterRegression);
        Doubt(loss.IsOfClusterLoss, HoldReason.WholeCluster, loss.Since + settings.Longest);
        return item with { Loss = loss with { Reason = reason ?? default, Until = until } };

        void Doubt(bool isDoubtful, HoldReason why, DateTimeOffset itsEnd)
        {
            if (isDoubtful)
            {
                DateTimeOffset end = itsEnd > loss.Since + SecondRead ? itsEnd : loss.Since + SecondRead;
                (reason, until) = end >= until ? (why, end) : (reason, until);
            }
        }
    }

    // Served with what it has now, until enough others pass. It is read again now and then, as everything that is held.
    private static HeldItem Panicking(KeyValuePair<string, object> unhealthy, HeldSet before, HoldFacts facts)
    {
        Loss loss = before.Items.GetValueOrDefault(unhealthy.Key)?.Loss ?? new Loss(facts.Now);
        return new HeldItem(unhealthy.Key, unhealthy.Value)
        {
            Loss = loss with { IsRegistered = true, IsDeregistered = false, Reason = HoldReason.Panic, Until = facts.Now + facts.Settings.Longest },
        };
    }
}
