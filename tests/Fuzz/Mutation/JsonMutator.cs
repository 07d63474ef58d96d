using System.Text.Json;
using System.Text.Json.Nodes;
using Basenode.Fuzz.Cluster;

namespace Basenode.Fuzz.Mutation;

/// <summary>Changes values within a JSON document, which stays one: what a server with other ideas could say.</summary>
internal static class JsonMutator
{
    /// <summary>A changed document; null when the input is none.</summary>
    public static byte[]? Next(byte[] input, Random random)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(input);
        }
        catch (JsonException)
        {
            return null;
        }

        if (root is null)
        {
            return null;
        }

        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            Change(root, random);
        }

        return JsonSerializer.SerializeToUtf8Bytes(root);
    }

    private static void Change(JsonNode root, Random random)
    {
        List<JsonNode> holders = [.. Holders(root)];
        if (holders.Count == 0)
        {
            return;
        }

        switch (holders[random.Next(holders.Count)])
        {
            case JsonArray { Count: > 0 } list when random.Next(3) == 0:
                list.RemoveAt(random.Next(list.Count));
                break;
            case JsonArray { Count: > 0 } list when random.Next(2) == 0:
                list[random.Next(list.Count)] = Value(random);
                break;
            case JsonArray list:
                list.Add(list.Count > 0 && random.Next(2) == 0 ? list[random.Next(list.Count)]?.DeepClone() : Value(random));
                break;
            case JsonObject { Count: > 0 } map:
                string key = map.ElementAt(random.Next(map.Count)).Key;
                switch (random.Next(4))
                {
                    case 0:
                        map.Remove(key);
                        break;
                    case 1:
                        map[HostileTexts.Next(random)] = map[key]?.DeepClone();
                        break;
                    case 2:
                        map[random.Next(2) == 0 ? key.ToUpperInvariant() : key.ToLowerInvariant()] = Value(random);
                        break;
                    default:
                        map[key] = Value(random);
                        break;
                }

                break;
        }
    }

    private static IEnumerable<JsonNode> Holders(JsonNode? node) => node switch
    {
        JsonArray list => [list, .. list.SelectMany(Holders)],
        JsonObject map => [map, .. map.SelectMany(entry => Holders(entry.Value))],
        _ => [],
    };

    private static JsonNode? Value(Random random) => random.Next(10) switch
    {
        0 => null,
        1 => random.Next(2) == 0,
        2 => random.NextInt64(long.MinValue, long.MaxValue),
        3 => random.Next(-2, 70_000),
        4 => random.NextDouble() * 1e300,
        5 => new JsonArray(HostileTexts.Next(random), null),
        6 => new JsonObject { [HostileTexts.Next(random)] = HostileTexts.Next(random) },
        _ => HostileTexts.Next(random),
    };
}
