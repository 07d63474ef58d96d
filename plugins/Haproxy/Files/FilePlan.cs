namespace Basenode.Haproxy.Files;

/// <summary>What the change of one file takes that the configuration reads.</summary>
/// <param name="Obstacle">Why it takes a reload; null when it does not.</param>
/// <param name="Words">What is done to the running HAProxy; null when it reads both versions alike.</param>
internal sealed record FilePlan(string? Obstacle, string? Words)
{
    /// <summary>Decides it from old and new content. Pure.</summary>
    public static FilePlan Of(DataFile file)
    {
        if (file.Change.OldContent is not { } old)
        {
            return new FilePlan($"{file.Change.Target} is used for the first time", null);
        }

        return file.Use is FileUse.Certificate ? OfCertificate(file, old) : OfPatterns(file, old);
    }

    private static FilePlan OfPatterns(DataFile file, string old)
    {
        PatternFile after = PatternFile.Parse(file.Change.NewContent, file.HasValues);
        string? words = PatternDifference.Describe(PatternFile.Parse(old, file.HasValues).Entries, after.Entries);
        return after.Obstacle is { } why ? new FilePlan($"{file.Kind} {file.Name} changed, and {why}", null)
            : new FilePlan(null, words is null ? null : $"{file.Kind} {file.Name} {words}");
    }

    private static FilePlan OfCertificate(DataFile file, string old)
    {
        CertificateFile after = CertificateFile.Parse(file.Change.NewContent);
        CertificateFile before = CertificateFile.Parse(old);
        string? why = after.Obstacle
            ?? (before.Obstacle is null && before.Algorithm != after.Algorithm ? "its key is of another kind" : null);
        return why is not null ? new FilePlan($"certificate {file.Name} changed, and {why}", null)
            : new FilePlan(null, before.Lines.SequenceEqual(after.Lines, StringComparer.Ordinal) ? null : $"certificate {file.Name} replaced");
    }
}
