namespace Basenode.Engine.Configuration;

/// <summary>Collects everything that is wrong with the settings, so that one start tells all of it.</summary>
internal sealed class SettingsProblems
{
    private readonly List<string> errors = [];
    private readonly List<string> warnings = [];

    /// <summary>What makes the settings unusable, each whole: where, what, and what would be valid.</summary>
    public IReadOnlyList<string> Errors => errors;

    /// <summary>What works and should still be different.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <summary>Notes an error.</summary>
    /// <param name="where">The flag, the variable, or <c>file:line:column</c>.</param>
    public void Error(string where, string message) => errors.Add($"{where}: {message}");

    /// <summary>Notes a warning.</summary>
    /// <param name="where">The flag, the variable, or <c>file:line:column</c>.</param>
    public void Warning(string where, string message) => warnings.Add($"{where}: {message}");
}
