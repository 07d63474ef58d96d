namespace Basenode.Haproxy.Live;

/// <summary>Names one server of all.</summary>
internal readonly record struct ServerKey(string Backend, string Server)
{
    public override string ToString() => $"{Backend}/{Server}";
}
