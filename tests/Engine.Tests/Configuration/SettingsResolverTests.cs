using Basenode.Engine.Configuration;

namespace Basenode.Engine.Tests.Configuration;

public sealed class SettingsResolverTests
{
    [Fact]
    public void Without_anything_the_defaults_hold()
    {
        EngineSettings settings = Good(new SettingsFlags(), []);
        Assert.Equal("/etc/pyconfd", settings.EtcFolder);
        Assert.Equal(["/etc/pyconfd/templates"], settings.TemplateFolders);
        Assert.Equal("", settings.Root);
        Assert.Equal("/var/cache/basenode", settings.CacheFolder);
        Assert.Equal("/var/lib/basenode", settings.DataFolder);
        Assert.Null(settings.StateFile);
        Assert.Equal(new ConsulSettings(), settings.Consul);
    }

    [Fact]
    public void Variables_go_before_the_defaults()
    {
        EngineSettings settings = Good(new SettingsFlags(), new()
        {
            ["BASENODE_ETC"] = "/e",
            ["BASENODE_TEMPLATES"] = "/one:two::",
            ["BASENODE_STATE"] = "file:cluster.json",
            ["BASENODE_ROOT"] = "/r/",
            ["BASENODE_CACHE"] = "c",
            ["BASENODE_DATA"] = "/d",
        });
        Assert.Equal("/e", settings.EtcFolder);
        Assert.Equal(["/one", "/project/two", "/e/templates"], settings.TemplateFolders);
        Assert.Equal("/project/cluster.json", settings.StateFile);
        Assert.Equal("/r", settings.Root);
        Assert.Equal("/project/c", settings.CacheFolder);
        Assert.Equal("/d", settings.DataFolder);
    }

    [Fact]
    public void Flags_go_before_variables()
    {
        var environment = new Dictionary<string, string>
        {
            ["BASENODE_ETC"] = "/e",
            ["BASENODE_TEMPLATES"] = "/one",
            ["BASENODE_STATE"] = "file:cluster.json",
            ["BASENODE_ROOT"] = "/r",
            ["BASENODE_CACHE"] = "/c",
            ["BASENODE_DATA"] = "/d",
        };
        var flags = new SettingsFlags { Etc = "/E", Templates = ["/T", "/U"], State = "consul", Root = "/", Cache = "/C", Data = "/D" };
        EngineSettings settings = Good(flags, environment);
        Assert.Equal("/E", settings.EtcFolder);
        Assert.Equal(["/T", "/U", "/E/templates"], settings.TemplateFolders);
        Assert.Null(settings.StateFile);
        Assert.Equal("", settings.Root);
        Assert.Equal("/C", settings.CacheFolder);
        Assert.Equal("/D", settings.DataFolder);
    }

    [Fact]
    public void The_file_is_looked_for_in_the_folder_that_was_named()
    {
        ResolvedSettings resolved = Resolve(
            new SettingsFlags { Etc = "/e" },
            [],
            path => path == "/e/basenode.toml" ? "[consul]\naddress = \"from-file:1\"" : null);
        Assert.Equal("from-file:1", resolved.Settings.Consul.Address);
    }

    [Fact]
    public void A_consul_variable_goes_before_the_file_and_an_empty_one_does_not()
    {
        const string File = "[consul]\naddress = \"from-file:1\"\nnamespace = \"file\"\ntls_verify = true";
        EngineSettings settings = Resolve(
            new SettingsFlags(),
            new() { ["CONSUL_HTTP_ADDR"] = "https://agent:8501", ["CONSUL_NAMESPACE"] = "", ["CONSUL_HTTP_SSL_VERIFY"] = "0" },
            _ => File).Settings;
        Assert.Equal("https://agent:8501", settings.Consul.Address);
        Assert.Equal("file", settings.Consul.Namespace);
        Assert.False(settings.Consul.TlsVerify);
    }

    [Fact]
    public void All_variables_of_consul_are_understood()
    {
        ConsulSettings consul = Good(new SettingsFlags(), new()
        {
            ["CONSUL_HTTP_ADDR"] = "unix:///run/consul.sock",
            ["CONSUL_HTTP_TOKEN"] = "t",
            ["CONSUL_HTTP_AUTH"] = "u:p",
            ["CONSUL_HTTP_SSL"] = "true",
            ["CONSUL_HTTP_SSL_VERIFY"] = "false",
            ["CONSUL_CACERT"] = "ca.pem",
            ["CONSUL_CAPATH"] = "/ca",
            ["CONSUL_CLIENT_CERT"] = "/c",
            ["CONSUL_CLIENT_KEY"] = "/k",
            ["CONSUL_TLS_SERVER_NAME"] = "n",
            ["CONSUL_NAMESPACE"] = "ns",
            ["CONSUL_PARTITION"] = "p",
        }).Consul;
        Assert.Equal(
            new ConsulSettings
            {
                Address = "unix:///run/consul.sock",
                Token = "t",
                BasicAuthentication = "u:p",
                Tls = true,
                TlsVerify = false,
                CaFile = "/project/ca.pem",
                CaFolder = "/ca",
                ClientCertificateFile = "/c",
                ClientKeyFile = "/k",
                TlsServerName = "n",
                Namespace = "ns",
                Partition = "p",
            },
            consul);
    }

    [Theory]
    [InlineData("CONSUL_HTTP_TOKEN", "env", "env", null)]
    [InlineData("CONSUL_HTTP_TOKEN_FILE", "/env", null, "/env")]
    public void A_token_of_the_environment_hides_both_of_the_file(string variable, string value, string? token, string? tokenFile)
    {
        const string File = "[consul]\ntoken = \"file\"\ntoken_file = \"/file\"";
        ConsulSettings consul = Resolve(new SettingsFlags(), new() { [variable] = value }, _ => File).Settings.Consul;
        Assert.Equal((token, tokenFile), (consul.Token, consul.TokenFile));
    }

    [Theory]
    [InlineData("127.0.0.1:8500", null)]
    [InlineData("consul", null)]
    [InlineData("[::1]:8500", null)]
    [InlineData("http://consul:8500/prefix", null)]
    [InlineData("unix:///run/consul.sock", null)]
    [InlineData("unix://run/consul.sock", "is not an absolute path")]
    [InlineData("tcp://x", "the scheme of 'tcp://' is unknown")]
    [InlineData("consul:port", "'consul:port' is not an address")]
    [InlineData("con sul", "'con sul' is not an address")]
    [InlineData("http://user:secret@consul", "CONSUL_HTTP_AUTH")]
    [InlineData("http://user:secret@con sul", "it is not an address")]
    public void An_address_is_checked_and_a_password_in_it_never_repeated(string address, string? problem)
    {
        ResolvedSettings resolved = Resolve(new SettingsFlags(), new() { ["CONSUL_HTTP_ADDR"] = address });
        if (problem is null)
        {
            Assert.Empty(resolved.Errors);
            return;
        }

        string error = Assert.Single(resolved.Errors);
        Assert.StartsWith("CONSUL_HTTP_ADDR: ", error);
        Assert.Contains(problem, error);
        Assert.DoesNotContain("secret", error);
    }

    [Fact]
    public void Errors_of_flags_variables_and_file_come_together()
    {
        ResolvedSettings resolved = Resolve(
            new SettingsFlags { State = "fil:x" },
            new() { ["CONSUL_HTTP_SSL"] = "yes" },
            _ => "[engine]\nquite = 1");
        Assert.Equal(
            [
                "/etc/pyconfd/basenode.toml:2:1: unknown key 'quite' in [engine]; did you mean 'quiet'? (valid: max, quiet)",
                "--state: expected consul or file:PATH, found 'fil:x'",
                "CONSUL_HTTP_SSL: expected true or false, found another text",
            ],
            resolved.Errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData("file:")]
    public void A_state_without_a_path_is_an_error_and_an_empty_one_is_none(string state)
    {
        ResolvedSettings resolved = Resolve(new SettingsFlags(), new() { ["BASENODE_STATE"] = state });
        Assert.Equal(state.Length, resolved.Errors.Count * 5);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_error_and_not_the_defaults()
    {
        ResolvedSettings resolved = Resolve(new SettingsFlags(), [], _ => throw new UnauthorizedAccessException("denied"));
        Assert.Equal(["/etc/pyconfd/basenode.toml: cannot be read: denied"], resolved.Errors);
    }

    private static EngineSettings Good(SettingsFlags flags, Dictionary<string, string> environment)
    {
        ResolvedSettings resolved = Resolve(flags, environment);
        Assert.Empty(resolved.Errors);
        return resolved.Settings;
    }

    private static ResolvedSettings Resolve(SettingsFlags flags, Dictionary<string, string> environment, Func<string, string?>? readFile = null) =>
        new SettingsResolver(flags, environment, "/project", readFile ?? (_ => null)).Resolve();
}
