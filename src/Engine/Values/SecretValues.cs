using System.Collections.Immutable;
using System.Globalization;
using Basenode.Engine.Text;

namespace Basenode.Engine.Values;

/// <summary>Makes the mask know what a secret variable holds: every text and number in it. Names and records of the cluster are no secrets.</summary>
internal static class SecretValues
{
    /// <summary>Learns a converted value.</summary>
    public static void Learn(object? value)
    {
        switch (value)
        {
            case string text:
                SecretMask.Process.Add(text);
                break;
            case long or double:
                SecretMask.Process.Add(string.Create(CultureInfo.InvariantCulture, $"{value}"));
                break;
            case ImmutableArray<object?> list:
                foreach (object? item in list)
                {
                    Learn(item);
                }

                break;
            case FixedMembers named:
                Learn(named.Members);
                break;
            case ImmutableSortedDictionary<string, object?> map:
                foreach (object? item in map.Values)
                {
                    Learn(item);
                }

                break;
        }
    }
}
