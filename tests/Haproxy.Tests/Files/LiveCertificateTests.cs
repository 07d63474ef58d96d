using Basenode.Plugins;
using Basenode.Testing;

namespace Basenode.Haproxy.Tests.Files;

public sealed class LiveCertificateTests
{
    private const string Answer = "\n  http-request return status 200";

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_certificate_is_replaced_without_a_reload(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, "crt FOLDER/site.pem", "site.pem");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        string next = Certificates.Rsa("site.example");

        string plan = await served.PlanAsync("site.pem", next);
        ReloadResult result = await served.DeliverAsync("site.pem", $"some words before\n\n{next.Replace("\n", "\r\n")}");

        Assert.Equal("runtime: certificate site.pem replaced", plan);
        Assert.Equal((ReloadOutcome.Applied, plan), (result.Outcome, result.Message));
        Assert.Equal(Certificates.FingerprintOf(next), await Certificates.ShownAsync(served.Port, "site.example"));
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
        Assert.DoesNotContain(served.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task Certificates_of_a_folder_and_of_a_list_are_replaced_too(string binary)
    {
        await using ServedFiles folder = await StartAsync(binary, "crt FOLDER/all/", "all/site.pem");
        await using ServedFiles list = await StartAsync(binary, "crt-list FOLDER/sites.txt", "site.pem", ("sites.txt", "FOLDER/site.pem [alpn h2] *.example\n"));
        foreach ((ServedFiles served, string name) in ((ServedFiles, string)[])[(folder, "all/site.pem"), (list, "site.pem")])
        {
            IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
            string next = Certificates.Rsa("site.example");

            Assert.Equal("runtime: certificate site.pem replaced", (await served.DeliverAsync(name, next)).Message);

            Assert.Equal(Certificates.FingerprintOf(next), await Certificates.ShownAsync(served.Port, "site.example"));
            Assert.Equal(worker, await served.Haproxy.WorkersAsync());
        }
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task What_a_running_haproxy_cannot_be_given_reloads_with_the_reason(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, "crt FOLDER/site.pem", "site.pem");
        string elliptic = Certificates.Elliptic("site.example");

        Assert.Equal("reload: certificate site.pem changed, and its key is of another kind", await served.PlanAsync("site.pem", elliptic));
        Assert.StartsWith("reloaded: ", (await served.DeliverAsync("site.pem", elliptic)).Message);
        Assert.Equal(Certificates.FingerprintOf(elliptic), await Certificates.ShownAsync(served.Port, "site.example"));

        string hostile = elliptic.Replace("-----END CERTIFICATE", "a;shutdown\n-----END CERTIFICATE");
        Assert.Equal("reload: certificate site.pem changed, and it has lines that are not those of a certificate", await served.PlanAsync("site.pem", hostile));

        // Beside it lies what belongs to the certificate before.
        served.Write("site.pem.sctl", "");
        ReloadResult beside = await served.DeliverAsync("site.pem", Certificates.Elliptic("site.example"));
        Assert.Contains(served.Log.Lines, line => line.Contains("site.pem.sctl belongs to certificate site.pem", StringComparison.Ordinal));
        Assert.NotEqual("runtime: certificate site.pem replaced", beside.Message);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_key_that_does_not_fit_is_refused_and_the_old_certificate_stays(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, "crt FOLDER/site.pem", "site.pem");
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        string shown = await Certificates.ShownAsync(served.Port, "site.example");
        string one = Certificates.Rsa("site.example");
        string other = Certificates.Rsa("site.example");
        string mixed = one[..one.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)] + other[other.IndexOf("-----BEGIN PRIVATE", StringComparison.Ordinal)..];

        ReloadResult result = await served.DeliverAsync("site.pem", mixed);

        Assert.Equal(ReloadOutcome.Refused, result.Outcome);
        Assert.Equal(shown, await Certificates.ShownAsync(served.Port, "site.example"));
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
        Assert.Equal("runtime: certificate site.pem replaced", (await served.DeliverAsync("site.pem", one)).Message);
    }

    [Theory]
    [MemberData(nameof(Haproxies.All), MemberType = typeof(Haproxies))]
    public async Task A_certificate_that_somebody_changed_is_put_right(string binary)
    {
        await using ServedFiles served = await StartAsync(binary, "crt FOLDER/site.pem", "site.pem", adjust: settings => settings with { Verify = TimeSpan.FromMilliseconds(100) });
        IReadOnlyList<int> worker = await served.Haproxy.WorkersAsync();
        string shown = await Certificates.ShownAsync(served.Port, "site.example");
        string other = string.Join('\n', Certificates.Rsa("site.example").Split('\n').Where(line => line.Length > 0));
        await served.Haproxy.AdminAsync($"set ssl cert {served.PathOf("site.pem")} <<\n{other}\n");
        await served.Haproxy.AdminAsync($"commit ssl cert {served.PathOf("site.pem")}");
        Assert.NotEqual(shown, await Certificates.ShownAsync(served.Port, "site.example"));

        await served.RestartAsync();

        await Eventually.HoldsAsync(async () => await Certificates.ShownAsync(served.Port, "site.example") == shown, "the certificate is that of the file");
        Assert.Equal(worker, await served.Haproxy.WorkersAsync());
    }

    private static async Task<ServedFiles> StartAsync(
        string binary,
        string options,
        string name,
        (string Name, string Content)? list = null,
        Func<HaproxySettings, HaproxySettings>? adjust = null)
    {
        var files = new Dictionary<string, string> { [name] = Certificates.Rsa("site.example") };
        if (list is { } other)
        {
            files[other.Name] = other.Content;
        }

        return await ServedFiles.StartAsync(binary, $"  bind 127.0.0.1:PORT ssl {options}{Answer}", files, adjust);
    }
}
