using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basenode.Engine.Configuration;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>Makes the handler that connects to the agent: TCP or a unix socket, with or without TLS.</summary>
internal static class ConsulHandler
{
    /// <summary>Makes one.</summary>
    /// <param name="connections">The most connections at a time; further requests wait for one.</param>
    /// <exception cref="ConsulException">A certificate or key cannot be used.</exception>
    public static SocketsHttpHandler Create(ConsulAddress address, ConsulSettings settings, int connections)
    {
        var handler = new SocketsHttpHandler
        {
            // A redirect is how the agent answers a path that it would not take as it is: never followed.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxConnectionsPerServer = connections,
        };
        if (address.Socket is { } path)
        {
            handler.ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken);
        }

        if (address.Tls)
        {
            handler.SslOptions = Tls(settings);
        }

        return handler;
    }

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Tls(ConsulSettings settings)
    {
        var options = new SslClientAuthenticationOptions();
        try
        {
            if (!settings.TlsVerify)
            {
                options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
            }
            else if (settings.CaFile is not null || settings.CaFolder is not null)
            {
                options.CertificateChainPolicy = Trust(settings);
            }

            if (settings.ClientCertificateFile is { } certificate)
            {
                options.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, settings.ClientKeyFile ?? certificate)];
            }
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ConsulException(ConsulFault.BadSettings, $"a certificate for Consul cannot be used: {e.Message}", inner: e);
        }

        return options;
    }

    private static X509ChainPolicy Trust(ConsulSettings settings)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        if (settings.CaFile is { } file)
        {
            policy.CustomTrustStore.ImportFromPemFile(file);
        }

        foreach (string path in settings.CaFolder is { } folder ? Directory.GetFiles(folder) : [])
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new CryptographicException($"there is no certificate in {settings.CaFile ?? settings.CaFolder}");
    }
}
