namespace Basenode.Engine.Configuration;

/// <summary>A key of basenode.toml in words. What may be its value is said by the code that reads it (<see cref="SettingsTable.Asked"/>).</summary>
/// <param name="Table">Its table: <c>engine</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it does, in whole sentences.</param>
/// <param name="Default">The value that holds when the key is absent, as it is written in the file; null for none.</param>
/// <param name="Example">A value of use, as it is written in the file.</param>
internal sealed record SettingKey(string Table, string Name, string Meaning, string? Default, string Example)
{
    /// <summary>The environment variable that overrides it; null for none.</summary>
    public string? Variable { get; init; }
}
