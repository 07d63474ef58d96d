using System.Text;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>A read of Consul's API, built from escaped parts, so that a name from the cluster cannot become another path.</summary>
internal sealed class ConsulRequest
{
    private readonly StringBuilder target;
    private readonly StringBuilder parameters = new();

    private ConsulRequest(string path) => target = new StringBuilder("/v1/", 96).Append(path);

    /// <summary>The index to block on; null returns at once.</summary>
    public ulong? Index { get; init; }

    /// <summary>How long the agent is to wait for a change; null for the longest time.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether it may hold its connection for long; it then shares none with quick reads.</summary>
    public bool Patient { get; init; }

    /// <summary>An index header for which the body need not be read.</summary>
    public string? KnownIndex { get; init; }

    /// <summary>Whether 404 is an answer: no value.</summary>
    public bool MissingIsAnswer { get; init; }

    /// <summary>Whether the answer is the agent's own and not its datacenter's.</summary>
    public bool OfAgent { get; init; }

    /// <summary>Starts a request with read options.</summary>
    /// <param name="path">A literal part of the API, with no name in it.</param>
    public static ConsulRequest To(string path, ReadOptions options, bool missingIsAnswer = false) => new(path)
    {
        Index = options.Index,
        Wait = options.Wait,
        Patient = options.Patient,
        KnownIndex = options.KnownIndex,
        MissingIsAnswer = missingIsAnswer,
        OfAgent = path.StartsWith("agent/", StringComparison.Ordinal),
    };

    /// <summary>Whether the API can be asked for a name: its parts between slashes are neither empty nor dots, which the agent would redirect elsewhere.</summary>
    /// <param name="prefix">Whether it may be empty or end in a slash, as a prefix of keys.</param>
    public static bool CanAsk(string name, bool prefix = false)
    {
        if (prefix && name.Length == 0)
        {
            return true;
        }

        ReadOnlySpan<char> checkedPart = prefix && name.EndsWith('/') ? name.AsSpan(0, name.Length - 1) : name;
        foreach (Range range in checkedPart.Split('/'))
        {
            if (checkedPart[range] is "" or "." or "..")
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds a name as one escaped segment.</summary>
    /// <param name="then">A literal part of the API that follows.</param>
    /// <exception cref="ConsulException">It cannot be asked for.</exception>
    public ConsulRequest Name(string name, string then = "")
    {
        Require(name, CanAsk(name));
        target.Append('/').Append(Uri.EscapeDataString(name)).Append(then);
        return this;
    }

    /// <summary>Adds a key or a prefix of keys: its slashes stay, its parts are escaped.</summary>
    /// <exception cref="ConsulException">It cannot be asked for.</exception>
    public ConsulRequest Key(string path, bool prefix = false)
    {
        Require(path, CanAsk(path, prefix || path.EndsWith('/')) && (prefix || path.Length > 0));
        target.Append('/').AppendJoin('/', path.Split('/').Select(Uri.EscapeDataString));
        return this;
    }

    /// <summary>Adds a parameter, escaped; none for null.</summary>
    public ConsulRequest With(string name, string? value)
    {
        if (value is not null)
        {
            Flag(name).parameters.Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    /// <summary>Adds a parameter without a value, where a condition holds.</summary>
    public ConsulRequest Flag(string name, bool set = true)
    {
        if (set)
        {
            parameters.Append(parameters.Length == 0 ? '?' : '&').Append(name);
        }

        return this;
    }

    /// <summary>Path and parameters.</summary>
    public override string ToString() => $"{target}{parameters}";

    private static void Require(string name, bool valid)
    {
        if (!valid)
        {
            throw new ConsulException(
                ConsulFault.BadName,
                $"'{LogText.Escape(name)}' is not a name that Consul's API accepts: a part between slashes is empty, '.' or '..'");
        }
    }
}

/// <summary>A successful answer.</summary>
/// <param name="Value">The value; the type's default for a 404 that is an answer, and where nothing changed.</param>
/// <param name="Index">The index header as it came; null when there is none.</param>
/// <param name="Unchanged">Whether the index is the known one, so that the body was not read.</param>
internal readonly record struct ConsulResponse<T>(T? Value, string? Index, bool Unchanged)
{
    /// <summary>How large the body was that was read, in bytes; 0 where it was not.</summary>
    public long Bytes { get; init; }
}

/// <summary>How a query is read this time.</summary>
/// <param name="Index">The index to block on; null returns at once.</param>
/// <param name="Patient">Whether this is a watch that holds a connection of its own; else the read shares the few quick ones.</param>
/// <param name="KnownIndex">The index of the answer that is there already: with the same one the body need not be read.</param>
internal readonly record struct ReadOptions(ulong? Index, bool Patient, string? KnownIndex)
{
    /// <summary>How long the agent is to wait for a change; null for the longest time.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>A quick read without an index.</summary>
    public static ReadOptions Once => new(null, Patient: false, KnownIndex: null);
}
