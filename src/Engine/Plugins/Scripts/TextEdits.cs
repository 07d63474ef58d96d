using System.Text;

namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Collects insertions into a text that enclose parts of it, which may lie in each other.</summary>
internal sealed class TextEdits
{
    private readonly List<(int Position, bool Opens, int Order, string Text)> edits = [];

    /// <summary>Whether there is nothing to insert.</summary>
    public bool IsEmpty => edits.Count == 0;

    /// <summary>Inserts text around a part. What is enclosed later lies within what was enclosed before, where both begin or end at one position.</summary>
    public void Enclose(int start, string before, int end, string after)
    {
        edits.Add((start, true, edits.Count, before));
        edits.Add((end, false, -edits.Count, after));
    }

    /// <summary>Inserts text at a position, in front of what opens there.</summary>
    public void Insert(int position, string text) => edits.Add((position, true, int.MinValue, text));

    /// <summary>The text with all insertions.</summary>
    public string ApplyTo(string text)
    {
        var result = new StringBuilder(text.Length + (edits.Count * 16));
        int at = 0;
        foreach ((int position, _, _, string inserted) in edits.OrderBy(edit => edit.Position).ThenBy(edit => edit.Opens).ThenBy(edit => edit.Order))
        {
            result.Append(text, at, position - at).Append(inserted);
            at = position;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
