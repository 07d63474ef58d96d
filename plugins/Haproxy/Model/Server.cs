using System.Net;

namespace Basenode.Haproxy.Model;

/// <summary>One <c>server</c> line with everything that it takes from <c>default-server</c> lines, as far as it matters to a running HAProxy.</summary>
internal sealed record Server
{
    /// <summary>The weight of a server whose line says none.</summary>
    public const int DefaultWeight = 1;

    /// <summary>Its name, unlike any other of its backend.</summary>
    public required string Name { get; init; }

    /// <summary>Address and port; null for what only HAProxy can resolve: host names, variables, unix sockets, mapped ports.</summary>
    public required IPEndPoint? Endpoint { get; init; }

    /// <summary>0–256. Default: 1.</summary>
    public required int Weight { get; init; }

    /// <summary>Whether it is in maintenance from the start (<c>disabled</c>).</summary>
    public required bool IsDisabled { get; init; }

    /// <summary>All other words of the line, in its order, those of <c>default-server</c> first; before them the address where it is none that <see cref="Endpoint"/> can hold.</summary>
    public required IReadOnlyList<string> Options { get; init; }

    /// <summary>Whether another one differs in nothing but what can be set while HAProxy runs.</summary>
    public bool HasOptionsOf(Server other) => Options.SequenceEqual(other.Options, StringComparer.Ordinal);

    /// <summary>Whether another one is the same in all.</summary>
    public bool IsSameAs(Server other) =>
        Name == other.Name && Equals(Endpoint, other.Endpoint) && Weight == other.Weight && IsDisabled == other.IsDisabled && HasOptionsOf(other);
}
