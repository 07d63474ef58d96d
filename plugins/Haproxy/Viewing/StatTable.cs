using System.Text;

namespace Basenode.Haproxy.Viewing;

/// <summary>The answer to <c>show stat</c>, with its columns by name: what versions add or move does no harm.</summary>
/// <remarks>Fields may be quoted, and hold commas and line breaks then: what a server answered to its check is among them.</remarks>
internal static class StatTable
{
    /// <summary>The rows; null when the answer is none.</summary>
    public static IReadOnlyList<IReadOnlyDictionary<string, string>>? Parse(string reply)
    {
        if (!reply.StartsWith("# ", StringComparison.Ordinal))
        {
            return null;
        }

        List<List<string>> records = Records(reply[2..]);
        List<string> names = records[0];
        return
        [
            .. records.Skip(1).Where(fields => fields.Count > 1).Select(fields =>
                names.Zip(fields).Where(field => field.First.Length > 0).DistinctBy(field => field.First).ToDictionary(field => field.First, field => field.Second, StringComparer.Ordinal)),
        ];
    }

    private static List<List<string>> Records(string text)
    {
        var records = new List<List<string>> { new() };
        var field = new StringBuilder();
        bool isQuoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char character = text[i];
            if (isQuoted && character == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[++i]);
            }
            else if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && character is ',' or '\n')
            {
                records[^1].Add(field.ToString());
                field.Clear();
                if (character == '\n')
                {
                    records.Add([]);
                }
            }
            else
            {
                field.Append(character);
            }
        }

        return records;
    }
}
