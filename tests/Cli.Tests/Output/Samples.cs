using System.Collections.Immutable;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Cli.Tests.Output;

/// <summary>Reports with everything in them, some of it hostile.</summary>
internal static class Samples
{
    private const string Before = "global\n    daemon\n\nlisten web\n    bind localhost:7101\n    server a 10.0.0.1:80\n    server b 10.0.0.2:80\n";

    public static PreviewReport Preview { get; } = new(
        [
            new TargetPreview
            {
                Target = "haproxy",
                Destination = "/etc/haproxy/haproxy.cfg",
                Current = Before,
                Proposed = Before.Replace("10.0.0.2:80", "10.0.0.3:80 # \e[2J\u202e", StringComparison.Ordinal) + "    server c 10.0.0.4:80",
                Check = "haproxy",
                Program = new ProgramReport("haproxy", ["haproxy"], Proxy(3, odd: 1), null),
                Plan = new ReloadPlan("reload: listen web changed; also +1 server, 1 address in web")
                {
                    Changes = ["+1 server, 1 address in web"],
                    Reloads = true,
                    Reasons = ["listen web changed"],
                },
            },
            new TargetPreview { Target = "motd", Destination = "/etc/motd", Proposed = "hello\n" },
            new TargetPreview { Target = "same", Destination = "/etc/same", Current = "x\n", Proposed = "x\n", Check = "true" },
            new TargetPreview
            {
                Target = "nginx",
                Destination = "/etc/nginx/nginx.conf",
                Current = "",
                Proposed = "server {\n",
                Check = "nginx -t -c {{ candidate }}",
                Refusal = "unexpected end of file\nin /etc/nginx/.nginx.conf.tmp:2",
            },
            new TargetPreview { Target = "broken", Destination = "/etc/broken", Error = "broken.sbn:1:4: unknown variable 'servrs'\n 1 | {{ servrs }}\n        ^" },
        ],
        [new Problem(ProblemKind.PluginFailed, "odd.csx", "odd.csx:3:1: error CS1002: ; expected")],
        [new ServicesQuery(), new ServiceQuery("web"), new KeyQuery("a/\eb")],
        [new ServiceQuery("web")],
        [new QuarantinedInstance("web", "n1", "w\\n1", "port -1 is not in 1 to 65535")],
        IsSettled: true)
    {
        Variables =
        [
            new("colour", null, "web.csx", "blue \e[2J"),
            new("password", null, "web.csx", "hunter2hunter2") { IsSecret = true },
            new("ports", "haproxy", "web.csx", ImmutableArray.Create<object?>(7101L, null)) { Reads = [new ServiceQuery("web"), new KeyQuery("a/\eb")] },
            new("long", null, "web.csx", new string('x', 1000)),
        ],
    };

    public static PreviewReport Nothing { get; } = Preview with { Targets = [Preview.Targets[2]], Problems = [], Missing = [], Quarantine = [] };

    public static PreviewReport DueReload { get; } = Nothing with { Targets = [Preview.Targets[2] with { Plan = new ReloadPlan("reload: not confirmed yet") }] };

    public static ImmutableArray<Problem> Problems { get; } =
    [
        new(ProblemKind.VariableRefused, "b.csx", "variable 'region' is set by a.csx too; that of a.csx is used, since its file name comes first"),
    ];

    public static EngineStatus Status { get; } = new()
    {
        ProcessId = 4711,
        Started = TestHost.Now - TimeSpan.FromHours(3.2),
        Source = "Consul at 127.0.0.1:8500",
        Revision = 77,
        Passes = 12,
        LastPass = TestHost.Now - TimeSpan.FromSeconds(4.25),
        Targets =
        [
            new TargetReport { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", Outcome = TargetOutcome.Applied, Message = "reloaded" },
            new TargetReport
            {
                Target = "nginx",
                Destination = "/etc/nginx/nginx.conf",
                Outcome = TargetOutcome.Pending,
                Message = "nginx cannot be reached:\nconnection refused",
                Since = TestHost.Now - TimeSpan.FromSeconds(95),
                RetryAt = TestHost.Now + TimeSpan.FromSeconds(12),
            },
            new TargetReport
            {
                Target = "motd",
                Destination = "/etc/motd",
                Outcome = TargetOutcome.RenderFailed,
                IsInUse = true,
                Message = "motd.sbn:1:4: there is no variable or function 'nmae'\n  1 | {{ nmae }}\n    |    ^^^^",
                Since = TestHost.Now - TimeSpan.FromMinutes(12),
            },
        ],
        Plugins =
        [
            new PluginSummary("haproxy", "/etc/pyconfd/conf.d/haproxy.csx", ["target haproxy"], [], false),
            new PluginSummary("odd", "/etc/pyconfd/conf.d/odd.csx", [], ["odd.csx:3:1: error CS1002: ; expected\n    x = 1\n         ^"], true),
        ],
        Errors = ["odd.csx:3:1: error CS1002: ; expected\n    x = 1\n         ^"],
        Health = new Health(
            HealthLevel.Unhealthy,
            [
                new(HealthLevel.Unhealthy, ProblemKind.TargetNotInUse, "nginx", "nginx cannot be reached:\nconnection refused", TestHost.Now - TimeSpan.FromSeconds(95)),
                new(HealthLevel.Degraded, ProblemKind.TargetFrozen, "motd", "motd.sbn:1:4: …", TestHost.Now - TimeSpan.FromMinutes(12)),
                new(HealthLevel.Degraded, ProblemKind.PluginFailed, "odd.csx", "odd.csx:3:1: error CS1002: ; expected\n    x = 1\n         ^", TestHost.Now - TimeSpan.FromMinutes(3)),
                new(HealthLevel.Degraded, ProblemKind.CallHung, "web.csx: Variables", "web.csx: Variables does not return and cannot be stopped", null),
                new(HealthLevel.Degraded, ProblemKind.Stale, "service web", "no fresh answer for service web: 500 rpc error", TestHost.Now - TimeSpan.FromSeconds(12)),
            ]),
        Stale = ["service web: 500 rpc error, since 12 s"],
        Quarantine = [new QuarantinedInstance("web", "n1", "w1", "port -1 is not in 1 to 65535")],
        Watched = 9,
        Programs =
        [
            new ProgramReport("haproxy", ["haproxy"], Proxy(60, odd: 2), null),
            new ProgramReport("nginx", ["nginx"], null, "no answer within 1 s"),
            new ProgramReport("quiet", ["motd"], new ProgramPart("quiet", "50 backends, 100 of 100 servers up") { Details = Proxy(50, odd: 0).Details }, null),
        ],
    };

    /// <summary>What an HAProxy with many backends tells, some of which are not well.</summary>
    private static ProgramPart Proxy(int backends, int odd) => new("haproxy", $"{backends} backends, {backends - odd} of {backends} servers up")
    {
        IsWell = odd == 0,
        Numbers = new Dictionary<string, long> { ["backends"] = backends },
        Details =
        [
            .. Enumerable.Range(1, backends).Select(number => number <= odd
                ? new ProgramPart($"web{number}", "0 of 1 up (s4 down: L4CON for 12 s); 1 removed server with 5 sessions until 18:03:10") { IsWell = false }
                : new ProgramPart($"web{number}", "1 of 1 up")),
        ],
    };
}
