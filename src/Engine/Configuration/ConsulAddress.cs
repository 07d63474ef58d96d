namespace Basenode.Engine.Configuration;

/// <summary>Tells whether a text is an address of a Consul agent, in the forms that Consul's own programs take.</summary>
internal static class ConsulAddress
{
    private const string Valid = "valid are host:port, http://host:port, https://host:port and unix:///path";

    /// <summary>What is wrong with an address; null when it is one. Never repeats a password.</summary>
    public static string? Problem(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0)
        {
            return Problem($"http://{address}", address);
        }

        return address[..scheme] switch
        {
            "unix" => address.Length > scheme + 4 && address[scheme + 3] == '/' ? null : $"'{address}' names no absolute path; {Valid}",
            "http" or "https" => Problem(address, address),
            _ => $"the scheme of '{address[..scheme]}://' is unknown; {Valid}",
        };
    }

    private static string? Problem(string url, string shown)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) || parsed.Host.Length == 0 || parsed.Port < 1 || shown.Any(char.IsWhiteSpace))
        {
            return shown.Contains('@') ? $"it is no address; {Valid}" : $"'{shown}' is no address; {Valid}";
        }

        return parsed.UserInfo.Length > 0 ? "a user and password do not belong in the address; set CONSUL_HTTP_AUTH" : null;
    }
}
