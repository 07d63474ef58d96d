using System.Collections;

namespace Basenode.Cli.Testing;

/// <summary>Replaces the whole environment of the process, which scripts and templates read, until it is disposed. Cases run one after the other for this reason.</summary>
internal sealed class EnvironmentScope : IDisposable
{
    private readonly Dictionary<string, string?> before = [];

    public EnvironmentScope(IReadOnlyDictionary<string, string> variables)
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            before[(string)variable.Key] = variable.Value as string;
        }

        foreach (string name in before.Keys.Concat(variables.Keys))
        {
            Environment.SetEnvironmentVariable(name, variables.GetValueOrDefault(name));
        }

        TimeZoneInfo.ClearCachedData();
    }

    public void Dispose()
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Concat(before.Keys).ToArray())
        {
            Environment.SetEnvironmentVariable(name, before.GetValueOrDefault(name));
        }

        TimeZoneInfo.ClearCachedData();
    }
}
