using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Where the agent's HTTP API is, from an address with or without a scheme.</summary>
/// <param name="Root">The API's root without a trailing slash: <c>https://consul:8501</c>.</param>
/// <param name="Socket">The unix socket to connect to; null for TCP.</param>
internal sealed record ConsulAddress(string Root, string? Socket)
{
    private const string Valid = "valid is host:port, http://host:port, https://host:port or unix:///path";

    /// <summary>Whether TLS is spoken.</summary>
    public bool Tls => Root.StartsWith("https:", StringComparison.Ordinal);

    /// <summary>The address for a person: without user and password.</summary>
    public override string ToString() => Socket is null ? Root[(Root.IndexOf("//", StringComparison.Ordinal) + 2)..] : $"unix://{Socket}";

    /// <summary>Reads an address.</summary>
    /// <exception cref="ConsulException">It is none.</exception>
    public static ConsulAddress Parse(string text, bool tls)
    {
        if (text.StartsWith("unix://", StringComparison.OrdinalIgnoreCase))
        {
            string path = text["unix://".Length..];
            return path.StartsWith('/')
                ? new ConsulAddress("http://localhost", path)
                : throw Bad($"'{LogText.Escape(text)}' is not an absolute path");
        }

        string whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{(tls ? "https" : "http")}://{text}";
        if (!Uri.TryCreate(whole, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            // The text may hold a password: it is not repeated.
            throw Bad(text.Contains('@') ? "is invalid" : $"'{LogText.Escape(text)}' is invalid");
        }

        if (uri.UserInfo.Length > 0)
        {
            throw Bad("has a user in it; user and password have a setting of their own (CONSUL_HTTP_AUTH)");
        }

        // An address without a port means Consul's own, not the web's.
        bool port = !uri.IsDefaultPort || whole.Contains($":{uri.Port}", StringComparison.Ordinal);
        string authority = $"{uri.Host}:{(port ? uri.Port : uri.Scheme == "https" ? 8501 : 8500)}";
        return new ConsulAddress($"{uri.Scheme}://{authority}{uri.AbsolutePath.TrimEnd('/')}", null);
    }

    private static ConsulException Bad(string what) => new(ConsulFault.BadSettings, $"Consul's address {what}: {Valid}");
}
