using System.Collections.Immutable;

namespace Basenode.Engine.Configuration;

/// <summary>Lays basenode.toml over the defaults. Every key has a default; an unknown one is an error.</summary>
internal static class SettingsFile
{
    private static readonly TimeSpan LongestGathering = TimeSpan.FromMinutes(1);

    /// <summary>The file's name within the etc folder.</summary>
    public const string Name = "basenode.toml";

    /// <summary>Reads the file's text.</summary>
    /// <param name="path">The file's path, for messages and for relative paths in it.</param>
    /// <param name="text">Its text.</param>
    /// <param name="settings">What holds where the file says nothing.</param>
    /// <param name="problems">Takes errors and warnings.</param>
    public static EngineSettings Apply(string path, string text, EngineSettings settings, SettingsProblems problems)
    {
        SettingsTable? file = TomlReader.Read(path, text, problems);
        return file is null ? settings : Apply(file, Path.GetDirectoryName(path) ?? "/", settings, problems);
    }

    /// <summary>Takes what a file says.</summary>
    /// <param name="file">The file's own table.</param>
    /// <param name="folder">What relative paths in it are relative to.</param>
    /// <param name="settings">What holds where the file says nothing.</param>
    /// <param name="problems">Takes errors and warnings.</param>
    public static EngineSettings Apply(SettingsTable file, string folder, EngineSettings settings, SettingsProblems problems)
    {
        settings = Engine(file.Table("engine"), settings, problems);
        settings = settings with { Consul = Consul(file.Table("consul"), settings.Consul, folder, problems) };
        settings = settings with { Hold = HoldTable.Apply(file.Table("hold"), settings.Hold, problems) };
        settings = settings with { Metrics = MetricsTable.Apply(file.Table("metrics"), settings.Metrics, folder, problems) };
        settings = settings with { Rendering = Rendering(file.Table("rendering"), settings.Rendering) };
        settings = settings with { Secrets = Secrets(file.Table("secrets"), settings.Secrets) };
        settings = Scripts(file.Table("scripts"), settings, folder);
        settings = settings with { Plugins = Plugins(file.Table("plugins"), problems) };
        file.RefuseTheRest();
        return settings;
    }

    private static EngineSettings Engine(SettingsTable table, EngineSettings settings, SettingsProblems problems)
    {
        TimeSpan quiet = table.Duration("quiet", settings.Quiet, LongestGathering);
        settings = settings with
        {
            Quiet = quiet,
            Max = table.Duration("max", settings.Max > quiet ? settings.Max : quiet, LongestGathering),
        };
        if (settings.Quiet > settings.Max)
        {
            problems.Error(table.WhereIs("quiet"), "engine.quiet: expected at most engine.max");
        }

        table.RefuseTheRest();
        return settings;
    }

    private static ConsulSettings Consul(SettingsTable table, ConsulSettings settings, string folder, SettingsProblems problems)
    {
        settings = settings with
        {
            Address = table.Text("address", settings.Address)!,
            Tls = table.Flag("tls", settings.Tls),
            TlsVerify = table.Flag("tls_verify", settings.TlsVerify),
            TlsServerName = table.Text("tls_server_name", settings.TlsServerName),
            CaFile = PathOf(table, "ca_file", settings.CaFile, folder),
            CaFolder = PathOf(table, "ca_folder", settings.CaFolder, folder),
            ClientCertificateFile = PathOf(table, "client_certificate_file", settings.ClientCertificateFile, folder),
            ClientKeyFile = PathOf(table, "client_key_file", settings.ClientKeyFile, folder),
            Token = table.Text("token", settings.Token),
            TokenFile = PathOf(table, "token_file", settings.TokenFile, folder),
            Datacenter = table.Text("datacenter", settings.Datacenter),
            Namespace = table.Text("namespace", settings.Namespace),
            Partition = table.Text("partition", settings.Partition),
            Consistency = table.OneOf("consistency", settings.Consistency, "default", "stale", "consistent"),
            DirectWatches = table.Number("direct_watches", settings.DirectWatches, 0, ConsulSettings.MostDirectWatches),
            BackgroundReads = table.Number("background_reads", settings.BackgroundReads, 1, 100_000),
            ServicesPause = table.Duration("services_pause", settings.ServicesPause, TimeSpan.FromMinutes(5)),
            HostNames = table.Flag("hostnames", settings.HostNames),
            KeepKeys = table.Flag("keep_keys", settings.KeepKeys),
        };
        if (table.Values.ContainsKey("token"))
        {
            problems.Warning(table.WhereIs("token"), "consul.token: anyone who can read this file has the token; put it in a file of its own and name that in token_file");
        }

        if (ConsulAddress.Problem(settings.Address) is { } problem)
        {
            problems.Error(table.WhereIs("address"), $"consul.address: {problem}");
        }

        table.RefuseTheRest();
        return settings;
    }

    private static RenderingSettings Rendering(SettingsTable table, RenderingSettings settings)
    {
        settings = settings with { Incremental = table.Flag("incremental", settings.Incremental) };
        table.RefuseTheRest();
        return settings;
    }

    private static SecretSettings Secrets(SettingsTable table, SecretSettings settings)
    {
        settings = settings with { Keys = table.Texts("keys", settings.Keys), Environment = table.Texts("environment", settings.Environment) };
        table.RefuseTheRest();
        return settings;
    }

    private static EngineSettings Scripts(SettingsTable table, EngineSettings settings, string folder)
    {
        string trust = table.OneOf("trust", settings.TrustAnyone ? "anyone" : "root-and-engine", "root-and-engine", "anyone");
        settings = settings with
        {
            TrustAnyone = trust == "anyone",
            ReadOnlyCacheFolder = PathOf(table, "read_only_cache", settings.ReadOnlyCacheFolder, folder),
        };
        table.RefuseTheRest();
        return settings;
    }

    private static ImmutableDictionary<string, IReadOnlyDictionary<string, object>> Plugins(SettingsTable table, SettingsProblems problems)
    {
        var plugins = ImmutableDictionary.CreateBuilder<string, IReadOnlyDictionary<string, object>>(StringComparer.Ordinal);
        foreach ((string name, SettingsValue value) in table.Values)
        {
            if (value.Content is not SettingsTable settings)
            {
                problems.Error(value.Where, $"plugins.{name}: expected a table [plugins.{name}], found {value.Describe()}");
            }
            else if (name != name.ToLowerInvariant())
            {
                problems.Error(value.Key, $"plugins.{name}: expected a plugin's name in lower case, [plugins.{name.ToLowerInvariant()}]");
            }
            else
            {
                plugins[name] = settings.Plain();
            }
        }

        return plugins.ToImmutable();
    }

    private static string? PathOf(SettingsTable table, string key, string? fallback, string folder) =>
        table.Text(key, null) is { Length: > 0 } path ? Path.GetFullPath(path, folder) : fallback;
}
