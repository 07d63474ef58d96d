using System.Text;

namespace Basenode.Engine.Values;

/// <summary>Where in a plugin's value a conversion stands. It becomes text only for an error: a result may have a million values.</summary>
internal sealed class ValuePath
{
    private readonly Stack<(string? Member, string? Key, int Index)> parts = [];

    /// <summary>Goes into a member; leaving is disposing.</summary>
    public Part Enter(string member) => Push((member, null, 0));

    /// <summary>Goes into an entry of a dictionary.</summary>
    public Part EnterKey(string key) => Push((null, key, 0));

    /// <summary>Goes into an item of a list.</summary>
    public Part Enter(int index) => Push((null, null, index));

    /// <summary><c>servers[3].owner</c>; empty for the whole result.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach ((string? member, string? key, int index) in parts.Reverse())
        {
            text.Append(
                member is not null ? (text.Length > 0 && member.Length > 0 ? $".{member}" : member)
                : key is null ? $"[{index}]"
                : text.Length > 0 ? $"['{key}']" : key);
        }

        return text.ToString();
    }

    private Part Push((string?, string?, int) part)
    {
        parts.Push(part);
        return new Part(this);
    }

    /// <summary>One step that is taken back when it is disposed.</summary>
    public readonly ref struct Part(ValuePath path)
    {
        public void Dispose() => path.parts.Pop();
    }
}
