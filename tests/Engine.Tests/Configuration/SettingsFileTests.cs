using Basenode.Engine.Configuration;
using Basenode.Plugins;

namespace Basenode.Engine.Tests.Configuration;

public sealed class SettingsFileTests
{
    private const string Path = "/etc/pyconfd/basenode.toml";

    [Fact]
    public void A_longer_quiet_alone_makes_the_longest_gathering_as_long()
    {
        EngineSettings settings = Read("[engine]\nquiet = \"3s\"");

        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(3)), (settings.Quiet, settings.Max));
    }

    [Fact]
    public void Every_key_is_read()
    {
        EngineSettings settings = Read("""
            [engine]
            quiet = "250ms"
            max = "2s"
            [consul]
            address = "consul:8500"
            tls = true
            tls_verify = false
            tls_server_name = "server.dc1.consul"
            ca_file = "tls/ca.pem"
            ca_folder = "/tls"
            client_certificate_file = "/tls/cert.pem"
            client_key_file = "/tls/key.pem"
            token_file = "/run/token"
            datacenter = "dc2"
            namespace = "team"
            partition = "part"
            consistency = "stale"
            direct_watches = 7
            background_reads = 50
            services_pause = "3s"
            hostnames = true
            [hold]
            window = "11s"
            time = "31s"
            after_regression = "91s"
            longest = "25h"
            share = 0.4
            min_population = 21
            panic = true
            [hold.services.web]
            allow_empty = true
            [hold.services.db]
            time = "5m"
            panic = false
            [secrets]
            keys = ["vault/", "app/password"]
            environment = ["DB_PASSWORD"]
            [scripts]
            trust = "anyone"
            read_only_cache = "/usr/share/basenode/cache"
            """);
        Assert.Equal((250, 2000), (settings.Quiet.TotalMilliseconds, settings.Max.TotalMilliseconds));
        Assert.Equal(
            new ConsulSettings
            {
                Address = "consul:8500",
                Tls = true,
                TlsVerify = false,
                TlsServerName = "server.dc1.consul",
                CaFile = "/etc/pyconfd/tls/ca.pem",
                CaFolder = "/tls",
                ClientCertificateFile = "/tls/cert.pem",
                ClientKeyFile = "/tls/key.pem",
                TokenFile = "/run/token",
                Datacenter = "dc2",
                Namespace = "team",
                Partition = "part",
                Consistency = "stale",
                DirectWatches = 7,
                BackgroundReads = 50,
                ServicesPause = TimeSpan.FromSeconds(3),
                HostNames = true,
            },
            settings.Consul);
        HoldSettings hold = settings.Hold;
        Assert.Equal((11, 31, 91, 25), (hold.Window.TotalSeconds, hold.Time.TotalSeconds, hold.AfterRegression.TotalSeconds, hold.Longest.TotalHours));
        Assert.Equal((0.4, 21, true), (hold.Share, hold.MinPopulation, hold.Panic));
        Assert.Equal(new ServiceHoldSettings { AllowEmpty = true }, hold.Services["web"]);
        Assert.Equal(new ServiceHoldSettings { Time = TimeSpan.FromMinutes(5), Panic = false }, hold.Services["db"]);
        Assert.Equal(["DB_PASSWORD"], settings.Secrets.Environment);
        Assert.Equal([true, true, false, false], ((string[])["vault/a", "app/password", "app/pass", "vault"]).Select(settings.Secrets.IsSecretKey));
        Assert.True(settings.TrustAnyone);
        Assert.Equal("/usr/share/basenode/cache", settings.ReadOnlyCacheFolder);
    }

    [Theory]
    [InlineData("127.0.0.1:9101", "127.0.0.1:9101")]
    [InlineData("localhost:9101", "127.0.0.1:9101")]
    [InlineData("[::1]:9101", "[::1]:9101")]
    public void Metrics_are_served_on_loopback(string listen, string address)
    {
        MetricsSettings metrics = Read($"""
            [metrics]
            listen = "{listen}"
            file = "metrics/basenode.prom"
            every = "30s"
            """).Metrics;
        Assert.Equal((address, "/etc/pyconfd/metrics/basenode.prom", 30, false), ($"{metrics.Listen}", metrics.File, metrics.Every.TotalSeconds, metrics.IsOff));
    }

    [Fact]
    public void Metrics_are_served_beyond_loopback_only_where_that_is_said() =>
        Assert.Equal("0.0.0.0:9101", $"{Read("[metrics]\nlisten = \"0.0.0.0:9101\"\nlisten_beyond_loopback = true").Metrics.Listen}");

    [Fact]
    public void An_empty_file_changes_nothing()
    {
        EngineSettings settings = Read("# nothing\n");
        Assert.Equal(new EngineSettings().Consul, settings.Consul);
        Assert.True(settings.Metrics.IsOff);
        Assert.Equal(new EngineSettings().Quiet, settings.Quiet);
        Assert.Empty(settings.Plugins);
    }

    [Fact]
    public void A_plugin_sees_its_table_as_plain_values()
    {
        EngineSettings settings = Read("""
            plugins.supervisor.socket = "/run/supervisor.sock"
            [plugins.haproxy]
            binary = "/usr/sbin/haproxy"
            count = 3
            share = 0.5
            strict = false
            users = ["a", "b"]
            inline = { a = 1, b.c = "deep" }
            [plugins.haproxy.limits]
            wait = "5s"
            [[plugins.haproxy.ports]]
            service = "web"
            [[plugins.haproxy.ports]]
            service = "db"
            [plugins."odd.name"]
            x = 1
            """);
        Assert.Equal(["haproxy", "odd.name", "supervisor"], settings.Plugins.Keys.Order());
        var haproxy = new PluginSettings("plugins.haproxy", settings.Plugins["haproxy"]);
        Assert.Equal("/usr/sbin/haproxy", haproxy.Text("binary", ""));
        Assert.Equal(3, haproxy.Number("count", 0));
        Assert.False(haproxy.Flag("strict", true));
        Assert.Equal(["a", "b"], haproxy.List("users"));
        Assert.Equal("deep", haproxy.Table("inline").Table("b").Text("c", ""));
        Assert.Equal(TimeSpan.FromSeconds(5), haproxy.Table("limits").Duration("wait", TimeSpan.Zero));
        var ports = (IReadOnlyList<object>)settings.Plugins["haproxy"]["ports"];
        Assert.Equal(["web", "db"], ports.Select(port => ((IReadOnlyDictionary<string, object>)port)["service"]));
        Assert.Equal(0.5, settings.Plugins["haproxy"]["share"]);
    }

    [Theory]
    [InlineData("[engine]\nquite = \"1s\"", "2:1: unknown key 'quite' in [engine]; did you mean 'quiet'? (valid: max, quiet)")]
    [InlineData("engine.quite = \"1s\"", "1:1: unknown key 'quite' in [engine]; did you mean 'quiet'? (valid: max, quiet)")]
    [InlineData("[rendering]\nincremental = \"no\"", "2:15: rendering.incremental: expected true or false, found a text")]
    [InlineData("[engin]\nquiet = \"1s\"", "1:2: unknown table 'engin'; did you mean 'engine'? (valid: consul, engine, hold, metrics, plugins, rendering, scripts, secrets)")]
    [InlineData("[zz]\ntime = \"30s\"", "1:2: unknown table 'zz' (valid: consul, engine, hold, metrics, plugins, rendering, scripts, secrets)")]
    [InlineData("[engine]\nquiet = 100", "2:9: engine.quiet: expected a period of at most 60 s, such as \"100ms\", \"2s\" or \"1m\", found a whole number")]
    [InlineData("[engine]\nquiet = \"100\"", "2:9: engine.quiet: expected a period of at most 60 s, such as \"100ms\", \"2s\" or \"1m\", found another text")]
    [InlineData("[engine]\nquiet = \"3s\"\nmax = \"2s\"", "2:9: engine.quiet: expected at most engine.max")]
    [InlineData("[consul]\ntls = \"yes\"", "2:7: consul.tls: expected true or false, found a text")]
    [InlineData("[consul]\naddress = [1]", "2:11: consul.address: expected a text in quotes, found a list")]
    [InlineData("[consul]\naddress = \"ftp://x\"", "2:11: consul.address: the scheme of 'ftp://' is unknown; valid: host:port, http://host:port, https://host:port and unix:///path")]
    [InlineData("[consul]\nconsistency = \"strong\"", "2:15: consul.consistency: expected one of \"default\", \"stale\", \"consistent\", found another text")]
    [InlineData("[consul]\ndirect_watches = -1", "2:18: consul.direct_watches: expected a whole number from 0 to 10000, found another whole number")]
    [InlineData("[consul]\ndirect_watches = 99999999999", "2:18: consul.direct_watches: expected a whole number from 0 to 10000, found another whole number")]
    [InlineData("[hold]\nshare = 30", "2:9: hold.share: expected a number above 0 and at most 1, such as 0.3, found a whole number")]
    [InlineData("[hold]\nshare = 1.5", "2:9: hold.share: expected a number above 0 and at most 1, such as 0.3, found a number with a fraction")]
    [InlineData("[hold]\ntimes = \"1s\"", "2:1: unknown key 'times' in [hold]; did you mean 'time'? (valid: after_regression, longest, min_population, panic, services, share, time, window)")]
    [InlineData("[hold.services]\nweb = 1", "2:7: hold.services.web: expected a table [hold.services.web], found a whole number")]
    [InlineData("[hold.services.web]\nallow = true", "2:1: unknown key 'allow' in [hold.services.web] (valid: allow_empty, panic, time)")]
    [InlineData("[metrics]\nlisten = \"0.0.0.0:9101\"", "2:10: metrics.listen: other machines can reach 0.0.0.0; use 127.0.0.1 or [::1], or allow it with listen_beyond_loopback = true")]
    [InlineData("[metrics]\nlisten = \"[::]:9101\"", "2:10: metrics.listen: other machines can reach ::; use 127.0.0.1 or [::1], or allow it with listen_beyond_loopback = true")]
    [InlineData("[metrics]\nlisten = \"127.0.0.1\"", "2:10: metrics.listen: expected an IP address and a port, such as \"127.0.0.1:9101\" or \"[::1]:9101\"")]
    [InlineData("[metrics]\nlisten = \"myhost:9101\"", "2:10: metrics.listen: expected an IP address and a port, such as \"127.0.0.1:9101\" or \"[::1]:9101\"")]
    [InlineData("[metrics]\nlisten = \"::1:9101\"", "2:10: metrics.listen: expected an IP address and a port, such as \"127.0.0.1:9101\" or \"[::1]:9101\"")]
    [InlineData("[metrics]\nlisten = 9101", "2:10: metrics.listen: expected a text in quotes, found a whole number")]
    [InlineData("[metrics]\nfile = \"/x/basenode.txt\"", "2:8: metrics.file: expected a name that ends in .prom, as node_exporter reads no other file")]
    [InlineData("[metrics]\nevery = \"10ms\"", "2:9: metrics.every: expected at least 1 s")]
    [InlineData("[metrics]\nport = 1", "2:1: unknown key 'port' in [metrics] (valid: every, file, listen, listen_beyond_loopback)")]
    [InlineData("consul = 3", "1:10: consul: expected a table, found a whole number")]
    [InlineData("[plugins]\nhaproxy = 1", "2:11: plugins.haproxy: expected a table [plugins.haproxy], found a whole number")]
    [InlineData("[plugins.HAProxy]\nx = 1", "1:2: plugins.HAProxy: expected a plugin's name in lower case, [plugins.haproxy]")]
    public void A_mistake_is_named_with_its_place_and_what_would_be_valid(string text, string error)
    {
        var problems = new SettingsProblems();
        SettingsFile.Apply(Path, text, new EngineSettings(), problems);
        Assert.Equal([$"{Path}:{error}"], problems.Errors);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var problems = new SettingsProblems();
        SettingsFile.Apply(Path, "[engine]\nquite = 1\nmax = 2\n[consul]\ntls = 3\nfoo = 4\n[x]\n", new EngineSettings(), problems);
        Assert.Equal(5, problems.Errors.Count);
    }

    [Theory]
    [InlineData("[engine\n", ":1:8: ")]
    [InlineData("[engine]\nquiet = \n", ":2:9: ")]
    [InlineData("[engine]\nquiet = \"1s\"\nquiet = \"2s\"\n", ":3:1: ")]
    [InlineData("\0\u0001", ":1:1: ")]
    public void What_is_no_toml_is_named_with_its_place(string text, string place)
    {
        var problems = new SettingsProblems();
        SettingsFile.Apply(Path, text, new EngineSettings(), problems);
        Assert.Contains(problems.Errors, error => error.StartsWith(Path + place, StringComparison.Ordinal));
    }

    [Fact]
    public void A_token_in_the_file_is_taken_with_a_warning_that_does_not_repeat_it()
    {
        var problems = new SettingsProblems();
        EngineSettings settings = SettingsFile.Apply(Path, "[consul]\ntoken = \"s3cret\"\n", new EngineSettings(), problems);
        Assert.Equal("s3cret", settings.Consul.Token);
        Assert.Empty(problems.Errors);
        Assert.Contains("token_file", Assert.Single(problems.Warnings));
        Assert.DoesNotContain("s3cret", problems.Warnings[0]);
    }

    private static EngineSettings Read(string text)
    {
        var problems = new SettingsProblems();
        EngineSettings settings = SettingsFile.Apply(Path, text, new EngineSettings(), problems);
        Assert.Empty(problems.Errors);
        return settings;
    }

    [Theory]
    [InlineData("[", "]", "maximum depth")]
    [InlineData("a.", "b = 1", "a key of more than 64 parts")]
    public void What_nests_without_end_is_an_error_of_the_file(string piece, string end, string expected)
    {
        string text = (piece == "[" ? "list = " : "") + string.Concat(Enumerable.Repeat(piece, 20_000)) + end;
        var problems = new SettingsProblems();
        SettingsFile.Apply("/etc/basenode.toml", text, new EngineSettings(), problems);
        Assert.Contains(problems.Errors, error => error.StartsWith("/etc/basenode.toml:", StringComparison.Ordinal) && error.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void Half_a_character_is_an_error_of_the_file()
    {
        var problems = new SettingsProblems();
        SettingsFile.Apply(Path, """list = "\ud800" """, new EngineSettings(), problems);
        Assert.StartsWith(Path, Assert.Single(problems.Errors));
    }

    [Theory]
    [InlineData("keys = \"vault/\"")]
    [InlineData("keys = [1]")]
    [InlineData("keys = [\"\"]")]
    [InlineData("environment = [[\"a\"]]")]
    public void What_is_secret_is_a_list_of_texts(string line)
    {
        var problems = new SettingsProblems();
        SettingsFile.Apply(Path, $"[secrets]\n{line}\n", new EngineSettings(), problems);
        Assert.Contains("expected a list of texts in quotes", Assert.Single(problems.Errors));
    }
}
