using System.Net;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>A request to Consul failed. The message is for a person and holds no secret.</summary>
internal sealed class ConsulException(ConsulFault fault, string message, HttpStatusCode? status = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What kind of failure it is.</summary>
    public ConsulFault Fault => fault;

    /// <summary>The status of the answer, where there was one.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>One of a few words for metrics: <c>timed_out</c>, <c>http_4xx</c>.</summary>
    public string Outcome => status is { } code ? $"http_{(int)code / 100}xx" : SnakeCase.From(fault.ToString());

    /// <summary>Whether it says something about the way to the agent rather than about one query.</summary>
    public bool IsAboutConnection => fault is ConsulFault.Refused or ConsulFault.ConnectionLost or ConsulFault.BadSettings;
}

/// <summary>What kind of failure a request to Consul met; it decides when it is tried again and how it is told.</summary>
internal enum ConsulFault
{
    /// <summary>Nobody listens at the address: an agent that restarts.</summary>
    Refused,

    /// <summary>The connection could not be made or broke off.</summary>
    ConnectionLost,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>An answer with an error status.</summary>
    Status,

    /// <summary>An answer that is not what the API promises.</summary>
    BadAnswer,

    /// <summary>The settings cannot be used: an address, a certificate, a token file.</summary>
    BadSettings,

    /// <summary>The name cannot be asked for over Consul's API.</summary>
    BadName,
}
