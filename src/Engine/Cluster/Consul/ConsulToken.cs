using Basenode.Engine.Configuration;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>The token to send: the settings', or that of a file, which is read again when Consul refuses it.</summary>
internal sealed class ConsulToken(ConsulSettings settings)
{
    private readonly Lock gate = new();
    private string? fromFile;

    /// <summary>Where the token is from, without its text.</summary>
    public string Origin => settings switch
    {
        { TokenFile: { Length: > 0 } file } => $"token from {file}",
        { Token.Length: > 0 } => "token from the settings",
        _ => "no token",
    };

    /// <summary>The token, or null for none.</summary>
    /// <exception cref="ConsulException">The file cannot be read or holds none.</exception>
    public string? Current()
    {
        if (string.IsNullOrEmpty(settings.TokenFile))
        {
            return string.IsNullOrEmpty(settings.Token) ? null : settings.Token;
        }

        lock (gate)
        {
            return fromFile ??= Learned(Read(settings.TokenFile));
        }
    }

    /// <summary>Reads the file again.</summary>
    /// <param name="refused">The token that Consul refused.</param>
    /// <returns>Whether there is another token now.</returns>
    public bool ReadAgain(string? refused)
    {
        if (string.IsNullOrEmpty(settings.TokenFile))
        {
            return false;
        }

        lock (gate)
        {
            // Another request may have read it already: compared with what was refused, not with what is held.
            fromFile = Learned(Read(settings.TokenFile));
            return fromFile != refused;
        }
    }

    private static string Learned(string token)
    {
        SecretMask.Process.Add(token);
        return token;
    }

    private static string Read(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConsulException(ConsulFault.BadSettings, $"the token file cannot be read: {e.Message}", inner: e);
        }

        return text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? text
            : throw new ConsulException(ConsulFault.BadSettings, $"the token file {file} does not contain a token: expected one word of printable ASCII");
    }
}
