using System.Globalization;

namespace Basenode.Haproxy.Model;

/// <summary>A version of HAProxy by its first two numbers. The third one is not looked at, since distributions carry fixes back without another number.</summary>
internal readonly record struct HaproxyVersion(int Major, int Minor)
{
    /// <summary>The first version that adds servers while it runs, and the one that is assumed where none is told: it takes the fewest options.</summary>
    public static HaproxyVersion Oldest { get; } = new(2, 6);

    /// <summary>A version that takes all that is known. For questions that do not depend on the running HAProxy.</summary>
    public static HaproxyVersion Any { get; } = new(int.MaxValue, 0);

    /// <summary>Whether it is another one or a later one.</summary>
    public bool IsAtLeast(HaproxyVersion other) => Major > other.Major || (Major == other.Major && Minor >= other.Minor);

    /// <summary>Reads <c>2.6.12-1+deb12u4</c> or <c>3.5-dev5</c>; null for anything else.</summary>
    public static HaproxyVersion? Parse(ReadOnlySpan<char> text)
    {
        int dot = text.IndexOf('.');
        if (dot < 0)
        {
            return null;
        }

        ReadOnlySpan<char> rest = text[(dot + 1)..];
        int end = rest.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out int major)
            && int.TryParse(end < 0 ? rest : rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int minor)
            ? new HaproxyVersion(major, minor)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}");
}
