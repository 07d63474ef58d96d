using Basenode.Engine.Configuration;
using Basenode.Engine.Text;

namespace Basenode.Engine;

/// <summary>Makes the mask know the secrets that the settings hold or name, before anything else is done.</summary>
internal static class KnownSecrets
{
    private static readonly string[] Names = ["password", "secret", "token"];

    /// <summary>Learns them.</summary>
    public static void Learn(EngineSettings settings)
    {
        SecretMask mask = SecretMask.Process;
        mask.Add(settings.Consul.Token);
        mask.Add(settings.Consul.BasicAuthentication);
        mask.Add(settings.Consul.BasicAuthentication?.Split(':', 2)[^1]);
        foreach (string name in settings.Secrets.Environment)
        {
            mask.Add(Environment.GetEnvironmentVariable(name));
        }

        foreach ((string _, IReadOnlyDictionary<string, object> table) in settings.Plugins)
        {
            Learn(table);
        }
    }

    // A plugin's setting that is called a password is one.
    private static void Learn(IReadOnlyDictionary<string, object> table)
    {
        foreach ((string key, object value) in table)
        {
            switch (value)
            {
                case string text when Names.Any(name => key.EndsWith(name, StringComparison.OrdinalIgnoreCase)):
                    SecretMask.Process.Add(text);
                    break;
                case IReadOnlyDictionary<string, object> inner:
                    Learn(inner);
                    break;
            }
        }
    }
}
