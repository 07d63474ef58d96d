using System.Net;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>A request to Consul failed. The message is for a person and holds no secret.</summary>
internal sealed class ConsulException(ConsulFault fault, string message, HttpStatusCode? status = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>What kind of failure it is.</summary>
    public ConsulFault Fault => fault;

    /// <summary>The status of the answer, where there was one.</summary>
    public HttpStatusCode? Status => status;

    /// <summary>Whether it says something about the way to the agent rather than about one query.</summary>
    public bool IsAboutConnection => fault is ConsulFault.Refused or ConsulFault.ConnectionLost or ConsulFault.BadSettings;
}
