using Basenode.Haproxy.Files;

namespace Basenode.Haproxy.Tests.Files;

public sealed class CertificateFileTests
{
    [Fact]
    public void Only_the_blocks_count()
    {
        string pem = Certificates.Rsa("a.example");

        CertificateFile file = CertificateFile.Parse($"words\n{pem.Replace("-----END CERTIFICATE-----", "\r\n-----END CERTIFICATE-----\n more \n")}");

        Assert.Equal((null, Certificates.FingerprintOf(pem), 0), (file.Obstacle, file.Fingerprint, file.ChainLength));
        Assert.Equal(CertificateFile.Parse(pem).Lines, file.Lines);
    }

    [Fact]
    public void A_chain_is_counted() =>
        Assert.Equal(2, CertificateFile.Parse(Certificates.Rsa("a.example") + Certificates.Elliptic("b.example") + Certificates.Elliptic("c.example")).ChainLength);

    [Fact]
    public void Another_kind_of_key_is_told() =>
        Assert.NotEqual(CertificateFile.Parse(Certificates.Rsa("a.example")).Algorithm, CertificateFile.Parse(Certificates.Elliptic("a.example")).Algorithm);

    [Fact]
    public void What_is_not_a_certificate_with_its_key_has_an_obstacle()
    {
        string pem = Certificates.Elliptic("a.example");
        foreach (string text in (string[])["", "words", pem[..pem.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)], pem.Replace("MII", "; shutdown"), pem.Replace("CERTIFICATE", "WORD"), pem + string.Concat(Enumerable.Repeat(pem, 40))])
        {
            Assert.NotNull(CertificateFile.Parse(text).Obstacle);
        }
    }
}
