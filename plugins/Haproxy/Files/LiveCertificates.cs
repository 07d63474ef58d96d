namespace Basenode.Haproxy.Files;

/// <summary>Gives a running HAProxy a certificate anew, in every place that uses the file.</summary>
internal sealed class LiveCertificates(FileSocket socket)
{
    private static readonly string[] Companions = [".ocsp", ".sctl", ".issuer"];

    /// <summary>Compares HAProxy's certificate with that of the file, and replaces it where it differs.</summary>
    /// <exception cref="FileCommandException">It takes a reload.</exception>
    /// <param name="isDue">Whether it has just changed. Else it may also be one that HAProxy does not use yet.</param>
    public async Task MakeSoAsync(DataFile file, bool isDue, CancellationToken cancellationToken)
    {
        CertificateFile wanted = CertificateFile.Parse(file.Change.NewContent);
        if (wanted.Obstacle is not null)
        {
            return;
        }

        string list = await socket.AskAsync("show ssl cert", cancellationToken);
        if (NameIn(list, file.Change.Destination) is not { } name)
        {
            if (isDue)
            {
                throw new FileCommandException($"HAProxy has not loaded certificate {file.Change.Destination}");
            }

            return;
        }

        if (await HasAsync(name, wanted, cancellationToken))
        {
            return;
        }

        if (Companions.FirstOrDefault(end => File.Exists(file.Change.Destination + end)) is { } companion)
        {
            throw new FileCommandException($"{file.Name}{companion} belongs to certificate {file.Name}, and HAProxy would keep the one that it has read");
        }

        // There is one transaction at a time, and one that was not begun here is not ended here.
        if (list.Split('\n').Any(line => line.StartsWith('*')))
        {
            throw new FileCommandException("somebody else is about to change a certificate");
        }

        await ReplaceAsync(name, wanted, cancellationToken);
        if (!await HasAsync(name, wanted, cancellationToken))
        {
            throw new FileCommandException($"certificate {file.Name} still differs after it was replaced");
        }
    }

    private static string? NameIn(string list, string path) => list.Split('\n').FirstOrDefault(line =>
        line.StartsWith('/') && FileWords.IsPath(line) && Path.GetFullPath(line) == path);

    private async Task<bool> HasAsync(string name, CertificateFile wanted, CancellationToken cancellationToken)
    {
        string[] lines = (await socket.AskAsync($"show ssl cert {name}", cancellationToken)).Split('\n');
        return lines.Any(line => line == $"SHA1 FingerPrint: {wanted.Fingerprint}")
            && lines.Count(line => line.StartsWith("Chain Subject: ", StringComparison.Ordinal)) == wanted.ChainLength;
    }

    private async Task ReplaceAsync(string name, CertificateFile wanted, CancellationToken cancellationToken)
    {
        string set = $"set ssl cert {name}";
        string commit = $"commit ssl cert {name}";
        string answer = await socket.GiveAsync(set, wanted.Lines, cancellationToken);
        if (!answer.Contains("Transaction created", StringComparison.Ordinal))
        {
            throw FileCommandException.Refused(set, answer);
        }

        answer = await socket.GiveAsync(commit, [], cancellationToken);
        if (!answer.Contains("Success!", StringComparison.Ordinal))
        {
            await socket.GiveAsync($"abort ssl cert {name}", [], cancellationToken);
            throw FileCommandException.Refused(commit, answer);
        }
    }
}
