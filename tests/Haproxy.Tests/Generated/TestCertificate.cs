using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Generated;

/// <summary>A certificate of this run's own, signed by itself, in memory and as a file that HAProxy and its check can read.</summary>
internal sealed class TestCertificate : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TestCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        Value = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Path = folder.Write("site.pem", $"{Value.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");

        // The check runs as nobody where the tests run as root.
        File.SetUnixFileMode(Path, (UnixFileMode)0b110_100_100);
    }

    /// <summary>With its key.</summary>
    public X509Certificate2 Value { get; }

    /// <summary>The file with both.</summary>
    public string Path { get; }

    public void Dispose()
    {
        Value.Dispose();
        folder.Dispose();
    }
}
