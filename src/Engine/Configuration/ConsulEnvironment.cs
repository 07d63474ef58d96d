namespace Basenode.Engine.Configuration;

/// <summary>Lays the environment variables that Consul's own programs read over the settings.</summary>
/// <param name="environment">All variables; an empty one counts as absent, as it does for Consul.</param>
/// <param name="workingFolder">What relative paths are relative to.</param>
/// <param name="problems">Takes the errors.</param>
internal sealed class ConsulEnvironment(IReadOnlyDictionary<string, string> environment, string workingFolder, SettingsProblems problems)
{
    private static readonly string[] True = ["1", "t", "T", "TRUE", "true", "True"];
    private static readonly string[] False = ["0", "f", "F", "FALSE", "false", "False"];

    /// <summary>The settings with what the environment says.</summary>
    public ConsulSettings Apply(ConsulSettings settings)
    {
        if (Text("CONSUL_HTTP_ADDR") is { } address && ConsulAddress.Problem(address) is { } problem)
        {
            problems.Error("CONSUL_HTTP_ADDR", problem);
        }

        return WithToken(settings) with
        {
            Address = Text("CONSUL_HTTP_ADDR") ?? settings.Address,
            BasicAuthentication = Text("CONSUL_HTTP_AUTH") ?? settings.BasicAuthentication,
            Tls = Flag("CONSUL_HTTP_SSL") ?? settings.Tls,
            TlsVerify = Flag("CONSUL_HTTP_SSL_VERIFY") ?? settings.TlsVerify,
            TlsServerName = Text("CONSUL_TLS_SERVER_NAME") ?? settings.TlsServerName,
            CaFile = FilePath("CONSUL_CACERT") ?? settings.CaFile,
            CaFolder = FilePath("CONSUL_CAPATH") ?? settings.CaFolder,
            ClientCertificateFile = FilePath("CONSUL_CLIENT_CERT") ?? settings.ClientCertificateFile,
            ClientKeyFile = FilePath("CONSUL_CLIENT_KEY") ?? settings.ClientKeyFile,
            Namespace = Text("CONSUL_NAMESPACE") ?? settings.Namespace,
            Partition = Text("CONSUL_PARTITION") ?? settings.Partition,
        };
    }

    /// <summary>A token file overrides a token, so one of them in the environment must hide both of basenode.toml.</summary>
    private ConsulSettings WithToken(ConsulSettings settings)
    {
        string? token = Text("CONSUL_HTTP_TOKEN");
        string? file = FilePath("CONSUL_HTTP_TOKEN_FILE");
        return token is null && file is null ? settings : settings with { Token = token, TokenFile = file };
    }

    private string? Text(string name) => environment.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private string? FilePath(string name) => Text(name) is { } path ? Path.GetFullPath(path, workingFolder) : null;

    private bool? Flag(string name)
    {
        switch (Text(name))
        {
            case null:
                return null;
            case { } value when True.Contains(value):
                return true;
            case { } value when False.Contains(value):
                return false;
            default:
                // Not repeated: a token may have been put into the wrong variable.
                problems.Error(name, "expected true or false, found another text");
                return null;
        }
    }
}
