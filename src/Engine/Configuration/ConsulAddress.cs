using Basenode.Engine.Text;

namespace Basenode.Engine.Configuration;

/// <summary>Where the agent's HTTP API is, from an address with or without a scheme.</summary>
/// <param name="Root">The API's root without a trailing slash: <c>https://consul:8501</c>.</param>
/// <param name="Socket">The unix socket to connect to; null for TCP.</param>
internal sealed record ConsulAddress(string Root, string? Socket)
{
    private const string Valid = "valid: host:port, http://host:port, https://host:port and unix:///path";

    /// <summary>Whether TLS is spoken.</summary>
    public bool Tls => Root.StartsWith("https:", StringComparison.Ordinal);

    /// <summary>The address for a person: without user and password.</summary>
    public override string ToString() => Socket is null ? Root[(Root.IndexOf("//", StringComparison.Ordinal) + 2)..] : $"unix://{Socket}";

    /// <summary>What is wrong with an address; null when nothing is.</summary>
    public static string? Problem(string text)
    {
        _ = Parse(text, tls: false, out string? problem);
        return problem;
    }

    /// <summary>Reads an address, in the forms that Consul's own programs take.</summary>
    /// <param name="tls">Whether an address without a scheme is one of https.</param>
    /// <param name="problem">What is wrong, and what would be valid; null when nothing is. Never repeats a password.</param>
    /// <returns>Null when it is none.</returns>
    public static ConsulAddress? Parse(string text, bool tls, out string? problem)
    {
        problem = null;
        if (text.StartsWith("unix://", StringComparison.OrdinalIgnoreCase))
        {
            string path = text["unix://".Length..];
            problem = path.StartsWith('/') ? null : $"'{LogText.Escape(text)}' is not an absolute path; {Valid}";
            return problem is null ? new ConsulAddress("http://localhost", path) : null;
        }

        string whole = text.Contains("://", StringComparison.Ordinal) ? text : $"{(tls ? "https" : "http")}://{text}";
        if (whole[..whole.IndexOf("://", StringComparison.Ordinal)] is not ("http" or "https") and var scheme)
        {
            problem = $"the scheme of '{LogText.Escape(scheme)}://' is unknown; {Valid}";
            return null;
        }

        if (!Uri.TryCreate(whole, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.Port < 1 || text.Any(char.IsWhiteSpace))
        {
            // The text may hold a password: it is not repeated.
            problem = $"{(text.Contains('@') ? "it" : $"'{LogText.Escape(text)}'")} is not an address; {Valid}";
            return null;
        }

        if (uri.UserInfo.Length > 0)
        {
            problem = "it contains a user name; set user and password with CONSUL_HTTP_AUTH instead";
            return null;
        }

        // An address without a port means Consul's own, not the web's.
        bool port = !uri.IsDefaultPort || whole.Contains($":{uri.Port}", StringComparison.Ordinal);
        string authority = $"{uri.Host}:{(port ? uri.Port : uri.Scheme == "https" ? 8501 : 8500)}";
        return new ConsulAddress($"{uri.Scheme}://{authority}{uri.AbsolutePath.TrimEnd('/')}", null);
    }
}
