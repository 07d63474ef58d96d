namespace Basenode.Engine.Delivery.Actions;

/// <summary>Finds what somebody may have meant by a name that is not there.</summary>
internal static class Nearest
{
    /// <summary>The names that there are, nearest first, for an error message.</summary>
    public static string Describe(string name, IEnumerable<string> registered)
    {
        string[] nearest = [.. registered.OrderBy(other => Distance(name, other)).ThenBy(other => other, StringComparer.Ordinal).Take(5)];
        return nearest.Length == 0 ? "none is registered" : $"there is {string.Join(", ", nearest)}";
    }

    // How many letters are to be added, taken away or replaced.
    private static int Distance(string one, string other)
    {
        int[] row = [.. Enumerable.Range(0, other.Length + 1)];
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (char.ToLowerInvariant(one[i - 1]) == char.ToLowerInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
