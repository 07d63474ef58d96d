namespace Basenode.Testing;

/// <summary>The programs of others that tests start. Where one is missing, the tests that need it are skipped by name: nothing is left out without being counted.</summary>
public static class Installed
{
    // What the system's daemons need is not on everybody's path.
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'), "/usr/sbin", "/sbin"];

    /// <summary>What to say when a program is not here; null when it is.</summary>
    /// <param name="program">Its name, or its path.</param>
    /// <param name="cure">What installs it.</param>
    public static string? Missing(string program, string cure = "scripts/install-debian test") =>
        Folders.Any(folder => File.Exists(Path.Combine(folder, program))) ? null : $"{program} is not here; {cure} installs it";

    /// <summary>Asks for a program.</summary>
    /// <returns>The program.</returns>
    /// <exception cref="NotInstalledException">It is not here.</exception>
    public static string Require(string program) => Missing(program) is { } missing ? throw new NotInstalledException(missing) : program;
}
