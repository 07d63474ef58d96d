using System.Text;

namespace Basenode.Testing;

/// <summary>The request lines in what one connection sends, such as <c>GET /v1/catalog/services?index=7</c>, however it is cut into pieces.</summary>
/// <param name="heard">Is told each of them, without the version of HTTP.</param>
internal sealed class RequestLines(Action<string> heard)
{
    private const string Version = " HTTP/1.1";

    // What is longer is no request line, but something else that goes through.
    private const int Longest = 8 << 10;

    private readonly StringBuilder line = new();

    /// <summary>Takes what was sent next.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (byte letter in bytes)
        {
            if (letter != '\n')
            {
                if (line.Length < Longest)
                {
                    line.Append((char)letter);
                }

                continue;
            }

            string text = line.ToString().TrimEnd('\r');
            line.Clear();
            if (text.EndsWith(Version, StringComparison.Ordinal))
            {
                heard(text[..^Version.Length]);
            }
        }
    }
}
