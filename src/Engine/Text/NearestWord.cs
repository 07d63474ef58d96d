namespace Basenode.Engine.Text;

/// <summary>Finds what somebody may have meant by a name that does not exist.</summary>
internal static class NearestWord
{
    /// <summary>The candidate with the fewest typing errors between it and the word; null when none is near enough to be meant.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        string? nearest = null;
        int least = (word.Length < 4 ? 1 : Math.Max(2, word.Length / 3)) + 1;
        foreach (string candidate in candidates.Order(StringComparer.Ordinal))
        {
            // A longer candidate needs at least as many letters more: most are ruled out without a look.
            int distance = Math.Abs(word.Length - candidate.Length) < least ? Distance(word, candidate) : least;
            if (distance < least && distance < candidate.Length)
            {
                (nearest, least) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary><c>; did you mean 'x'?</c>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> candidates) =>
        Find(word, candidates) is { } nearest ? $"; did you mean '{nearest}'?" : "";

    // The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours count one each. Case does not count.
    private static int Distance(string one, string other)
    {
        (one, other) = (one.ToLowerInvariant(), other.ToLowerInvariant());
        int[,] costs = new int[one.Length + 1, other.Length + 1];
        for (int i = 0; i <= one.Length; i++)
        {
            for (int j = 0; j <= other.Length; j++)
            {
                costs[i, j] = i == 0 || j == 0 ? i + j : Step(costs, one, other, i, j);
            }
        }

        return costs[one.Length, other.Length];
    }

    private static int Step(int[,] costs, string one, string other, int i, int j)
    {
        int replaced = costs[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
        int least = Math.Min(replaced, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
        bool swapped = i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1];
        return swapped ? Math.Min(least, costs[i - 2, j - 2] + 1) : least;
    }
}
