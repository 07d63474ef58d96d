using System.Collections.Immutable;
using Basenode.Engine.Values;

namespace Basenode.Engine.Tests.Variables;

/// <summary>What did not change of a contributor's values stays the same object, wherever it stands.</summary>
public sealed class SharedValuesTests
{
    [Fact]
    public void Unchanged_parts_are_the_old_objects_and_the_content_is_the_new_one()
    {
        var old = Values(("a", 1), ("b", 1), ("c", 1));
        foreach ((string, int)[] change in ((string, int)[][])[[("a", 1), ("b", 2), ("c", 1)], [("a", 1), ("c", 1)], [("x", 1), ("a", 1), ("b", 1), ("c", 1)], [], [("c", 1)]])
        {
            ImmutableSortedDictionary<string, object?> fresh = Values(change);
            ImmutableSortedDictionary<string, object?> shared = NeutralValues.Sharing(old, fresh);

            Assert.True(NeutralValues.AreEqual(fresh, shared));
            object?[] before = [.. (ImmutableArray<object?>)old["list"]!];
            object?[] after = [.. (ImmutableArray<object?>)shared["list"]!];
            Assert.All(after, item => Assert.Equal(before.Any(known => NeutralValues.AreEqual(known, item)), before.Any(known => ReferenceEquals(known, item))));
            Assert.Same(old["other"], shared["other"]);
        }
    }

    [Fact]
    public void Equal_values_are_the_old_ones_whole()
    {
        var old = Values(("a", 1));

        Assert.Same(old, NeutralValues.Sharing(old, Values(("a", 1))));
        Assert.NotSame(old, NeutralValues.Sharing(old, Values(("a", 1)).Add("more", null)));
    }

    private static ImmutableSortedDictionary<string, object?> Values(params (string Name, int Port)[] items) => new ValueConverter().ConvertVariables(new
    {
        List = items.Select(item => new { item.Name, item.Port, Tags = new[] { "t" }, None = Array.Empty<string>() }).ToArray(),
        Other = new { A = 1, B = new[] { 1, 2 } },
    });
}
