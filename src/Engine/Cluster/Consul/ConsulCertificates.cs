using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basenode.Engine.Configuration;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Cluster.Consul;

/// <summary>
/// The terms of TLS with the agent, from the files that the settings name. They are read again when they have changed; where the new ones cannot be used, the last
/// good ones stay.
/// </summary>
internal sealed class ConsulCertificates(ConsulSettings settings, TimeProvider time, ILogger log)
{
    // Many connections may be made at once; the files are looked at for one of them.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private SslClientAuthenticationOptions? current;
    private string? problem;
    private long lookedAt;
    private (string Path, FileStamp? Stamp)[] stamps = [];
    private bool isDoubtful;

    /// <summary>The terms for a new connection.</summary>
    /// <param name="host">The name to expect in the agent's certificate where the settings name none.</param>
    /// <exception cref="ConsulException">The files cannot be used, and never could.</exception>
    public SslClientAuthenticationOptions For(string host)
    {
        lock (gate)
        {
            if (current is null || time.GetElapsedTime(lookedAt) >= Period)
            {
                lookedAt = time.GetTimestamp();
                Look();
            }

            // A connection changes its copy.
            return new SslClientAuthenticationOptions
            {
                TargetHost = settings.TlsServerName ?? host,
                CertificateChainPolicy = current!.CertificateChainPolicy?.Clone(),
                ClientCertificates = current.ClientCertificates,
                RemoteCertificateValidationCallback = current.RemoteCertificateValidationCallback,
            };
        }
    }

    /// <summary>A connection failed, maybe by these terms: the files are read again before the next one, even where nothing of them seems to have changed.</summary>
    public void Doubt()
    {
        lock (gate)
        {
            isDoubtful = true;
        }
    }

    private void Look()
    {
        // Taken before the files are read: an edit while they are read is seen by the next look.
        (string, FileStamp?)[] now = [.. Files().Select(path => (path, FileStamp.Of(path)))];
        bool hasChanged = !now.SequenceEqual(stamps);
        if (current is not null && problem is null && !hasChanged && !isDoubtful)
        {
            return;
        }

        try
        {
            bool isNews = current is not null && (hasChanged || problem is not null);
            current = Read();
            (stamps, problem, isDoubtful) = (now, null, false);
            if (isNews)
            {
                Log.CertificatesChanged(log);
            }
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            if (current is null)
            {
                throw new ConsulException(ConsulFault.BadSettings, $"a certificate for Consul cannot be used: {e.Message}", inner: e);
            }

            string? before = problem;
            problem = e.Message;
            if (problem != before)
            {
                Log.CertificatesBad(log, LogText.Escape(e.Message, 300));
            }
        }
    }

    private IEnumerable<string> Files()
    {
        string?[] named = [settings.CaFile, settings.CaFolder, settings.ClientCertificateFile, settings.ClientKeyFile];
        return named.OfType<string>().Concat(Folder());
    }

    private string[] Folder() => settings.CaFolder is { } folder && Directory.Exists(folder) ? Directory.GetFiles(folder) : [];

    private SslClientAuthenticationOptions Read()
    {
        var options = new SslClientAuthenticationOptions();
        if (!settings.TlsVerify)
        {
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (settings.CaFile is not null || settings.CaFolder is not null)
        {
            options.CertificateChainPolicy = Trust();
        }

        if (settings.ClientCertificateFile is { } certificate)
        {
            options.ClientCertificates = [X509Certificate2.CreateFromPemFile(certificate, settings.ClientKeyFile ?? certificate)];
        }

        return options;
    }

    private X509ChainPolicy Trust()
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
            : throw new CryptographicException($"no certificate was found in {settings.CaFile ?? settings.CaFolder}");
    }
}
