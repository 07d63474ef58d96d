namespace Basenode.Fuzz.Cluster;

/// <summary>
/// A cluster with hostile registrations, and the same one without: bad registrations are not there, and all free text is plain. Which ones are bad is decided here, by
/// the documented rules and not by the product's code.
/// </summary>
internal sealed record HostilePair(ClusterModel Hostile, ClusterModel Clean)
{
    private const string Wish = "basenode_port";
    private const string Tag = "basenode";

    // No service is read for one of these.
    private static readonly string[] OtherTags = ["Basenode", "basenode ", " basenode", "basenode\n", "basenode\0", "basenode,", "basenode_port", "basen\u043ede", ""];

    private static readonly string[] RefusedWishes =
    [
        "", "0", "80", "1023", "7101", "8300", "8301", "8302", "8500", "8501", "8502", "8503", "8600", "65536", "99999999999", "-1", "+7180", "07180", " 7180", "7180 ", "7180\n", "7180\0", "7180.0",
        "0x1c0c", "1e4", "٧١٨٠", "7,180", "7180\n    bind :22", "7180 }}", "$PORT",
    ];

    /// <summary>Makes a pair.</summary>
    /// <param name="services">How many services beside <c>postgresql</c>.</param>
    public static HostilePair Make(Random random, int services)
    {
        var pair = new HostilePair(new ClusterModel(), new ClusterModel());
        pair.Add(random, "postgresql", "postgresql", hostileWish: null, cleanWish: null);
        for (int i = 0; i < services; i++)
        {
            string name = random.Next(3) == 0 ? $"svc-{i}" : HostileTexts.Next(random);
            if (name.Length == 0 || pair.Hostile.Services.ContainsKey(name))
            {
                continue;
            }

            string? granted = random.Next(3) > 0 ? $"{20_000 + (i * 7)}" : null;
            pair.Add(random, name, $"clean-{i}", granted ?? (random.Next(2) == 0 ? RefusedWishes[random.Next(RefusedWishes.Length)] : HostileTexts.Next(random)), granted);
        }

        if (random.Next(4) == 0)
        {
            pair.AddTwoThatWantOnePort(random);
        }

        return pair;
    }

    // Neither gets it.
    private void AddTwoThatWantOnePort(Random random)
    {
        foreach (string name in (string[])["thief\n", "victim"])
        {
            Hostile.Services[name] = [Good(random, name, 0) with { Meta = new() { [Wish] = "30000" }, Tags = [Tag] }, Good(random, name, 1) with { Meta = new() { [Wish] = "30000" } }];
        }
    }

    private void Add(Random random, string name, string cleanName, string? hostileWish, string? cleanWish)
    {
        var hostile = new List<RegisteredInstance>();
        var clean = new List<RegisteredInstance>();
        int count = random.Next(6);

        // One instance with the tag is enough for all of them, also one that is left out; without it no wish is seen.
        int tagged = random.Next(4) switch { 0 => 0, 1 => Math.Min(1, count), _ => count };
        for (int i = count; i > 0; i--)
        {
            RegisteredInstance good = Good(random, name, i);
            Dictionary<string, string> meta = random.Next(2) == 0 ? [] : new() { [HostileTexts.Next(random)] = HostileTexts.Next(random) };
            meta.Remove(Wish);
            if (hostileWish is not null)
            {
                meta[Wish] = hostileWish;
            }

            (RegisteredInstance registered, string? status) = Registered(random, good with { Meta = meta });
            hostile.Add(registered with { Tags = [.. registered.Tags, i <= tagged ? Tag : OtherTags[random.Next(OtherTags.Length)]] });
            if (status is not null && CanBeAskedFor(name))
            {
                clean.Add(good with { Name = cleanName, Statuses = [status], Meta = cleanWish is null || tagged == 0 ? [] : new() { [Wish] = cleanWish }, Tags = tagged == 0 ? [] : [Tag] });
            }
        }

        Hostile.Services[name] = hostile;
        Clean.Services[cleanName] = clean;
    }

    private static RegisteredInstance Good(Random random, string name, int number)
    {
        (string address, string nodeAddress) = random.Next(4) switch
        {
            0 => ("", $"10.0.{random.Next(256)}.{number}"),
            1 => ($"fd00::{random.Next(1, 0xffff):X}", "10.9.9.9"),
            _ => ($"10.1.{random.Next(256)}.{number}", "10.9.9.9"),
        };
        return new RegisteredInstance
        {
            Name = name,
            Id = $"id-{number}",
            Node = $"node-{number}",
            Address = address,
            NodeAddress = nodeAddress,
            Port = random.Next(1, 65_536),
            Weight = random.Next(5) == 0 ? random.NextInt64(-5, 100_000) : random.Next(1, 257),
        };
    }

    // What a registration can do: free text that changes nothing, or something for which it is left out (then it has no state in the clean cluster), or a state in which it is registered and not served.
    private static (RegisteredInstance Registered, string? Status) Registered(Random random, RegisteredInstance good)
    {
        RegisteredInstance odd = good with
        {
            // The number keeps the pair of node and ID apart, as Consul does.
            Id = random.Next(2) == 0 ? good.Id : $"{HostileTexts.Next(random)}{good.Id}",
            Node = random.Next(2) == 0 ? good.Node : $"{HostileTexts.Next(random)}{good.Node}",
            Tags = [.. Enumerable.Range(0, random.Next(3)).Select(_ => HostileTexts.Next(random))],
        };
        return random.Next(14) switch
        {
            0 => (odd with { Address = HostileTexts.NextNoAddress(random) }, null),
            1 => (odd with { Address = "", NodeAddress = HostileTexts.NextNoAddress(random) }, null),
            2 => (odd with { Port = random.Next(3) switch { 0 => random.Next(-70_000, 1), 1 => random.Next(65_536, 200_000), _ => random.NextInt64() | (1L << 40) } }, null),
            3 => (odd with { Name = $"{good.Name}{(random.Next(2) == 0 ? "\0" : "x")}" }, null),
            4 => (odd with { Statuses = ["passing", random.Next(2) == 0 ? "critical" : $"passing{(char)random.Next(0, 32)}"] }, "critical"),
            5 => (odd with { Address = random.Next(2) == 0 ? "0.0.0.0" : "::" }, null),
            _ => (odd, "passing"),
        };
    }

    // A part between slashes that is empty or dots would be another path of the API.
    private static bool CanBeAskedFor(string name) => name.Split('/').All(part => part is not ("" or "." or ".."));
}
