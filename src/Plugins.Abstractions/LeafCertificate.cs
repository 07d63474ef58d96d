namespace Basenode.Plugins;

/// <summary>A certificate of the service mesh. The private key is a secret: it is never printed or logged.</summary>
/// <param name="Certificate">The certificate in PEM form.</param>
/// <param name="PrivateKey">Its private key in PEM form.</param>
public sealed record LeafCertificate(string Certificate, string PrivateKey)
{
    /// <summary>Names the type alone, so that a log cannot leak the key.</summary>
    public override string ToString() => nameof(LeafCertificate);
}
