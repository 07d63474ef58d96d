using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests;

/// <summary>The cases of the shipped templates and of the example, through <c>basenode test</c>.</summary>
[Collection("port 7101")]
public sealed class TemplateCaseTests : IDisposable
{
    private const int Many = 50;

    private readonly BasenodeSandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("tests/Templates", "templates")]
    [InlineData("examples/shared-templates/templates/tests", "examples/shared-templates/templates", "templates")]
    public async Task The_cases_of_templates_pass(string cases, params string[] templates)
    {
        // Somebody's port, which a real haproxy.cfg would leave out: what is rendered does not depend on the machine.
        using var held = new TcpListener(IPAddress.Loopback, 7101);
        held.Start();
        (int code, string output) = await sandbox.RunAsync(["test", At(cases), "--etc", At("etc/pyconfd"), .. templates.SelectMany(folder => (string[])["--templates", At(folder)])]);
        Assert.True(code == 0, output);
        Console.WriteLine($"fact: {cases}: {output.TrimEnd().Split('\n')[^1]}");
    }

    [Fact]
    public async Task Many_cases_share_what_was_compiled()
    {
        string one = At("tests/Templates/haproxy/services");
        for (int i = 0; i < Many; i++)
        {
            foreach (string file in (string[])["cluster.json", "expected/haproxy"])
            {
                sandbox.Folder.Write($"cases/{i}/{file}", File.ReadAllText(Path.Combine(one, file)));
            }
        }

        sandbox.Environment["BASENODE_CACHE"] = null;
        long started = Stopwatch.GetTimestamp();
        (int code, string output) = await sandbox.RunAsync("test", sandbox.Folder["cases"], "--etc", At("etc/pyconfd"), "--templates", At("templates"));
        Assert.True(code == 0 && output.Contains($"{Many} passed, 0 failed", StringComparison.Ordinal), output);
        Console.WriteLine($"fact: {Many} cases of the shipped templates, with HAProxy's check, take {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    private static string At(string path) => Path.Combine(Repository.Root, path);
}
