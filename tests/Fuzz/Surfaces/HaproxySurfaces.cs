using System.Text;
using Basenode.Haproxy.Checking;
using Basenode.Haproxy.Live;
using Basenode.Haproxy.Model;
using Basenode.Haproxy.Planning;
using Basenode.Haproxy.Reloading;
using Basenode.Plugins;

namespace Basenode.Fuzz.Surfaces;

/// <summary>What HAProxy says on its sockets and to its check, and files that HAProxy reads.</summary>
internal static class HaproxySurfaces
{
    private const string Servers = """
        1
        # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port
        3 web_7180 1 n1.web-1-aaaa 10.0.0.1 2 0 1 1 5 6 3 4 6 0 0 0 - 80 - 0 0 - - 0
        3 web_7180 2 n1.web-2-aaaa - 2 5 1 1 5 6 3 4 6 0 0 0 - 0 - 0 0 - - 0


        """;

    private const string Processes = """
        #<PID>          <type>          <reloads>       <uptime>        <version>
        7897            master          2 [failed: 1]   0d00h00m03s     2.6.12
        # workers
        7910            worker          1               0d00h00m02s     2.6.12
        # old workers
        7800            worker          2               0d00h10m02s     2.6.12
        # programs


        """;

    private const string Configuration = """
        global
            stats socket /run/haproxy/admin.sock mode 660 level admin
        defaults
            mode tcp
        frontend web_7180
            bind 127.0.0.1:7180
            default_backend web_7180
        backend web_7180
            balance leastconn
            default-server weight 5 check
            server n1.web-1 10.0.0.1:80 weight 1 check inter 2s "a b" 'c' \# # comment
        listen both
            bind :80,[::1]:81 ssl crt /x
            bind unix@/run/x.sock
            server-template t 2 10.0.0.9:1
        """;

    /// <summary>One a kind.</summary>
    public static IEnumerable<Surface> All { get; } =
    [
        Text("haproxy-servers", reply => _ = ServerRows.Parse(reply)?.Of("web_7180").Count, Servers),
        Text("haproxy-stat", reply => _ = ConnectionTable.Parse(reply), "# pxname,svname,qcur,qmax,scur,smax\nweb,n1.web-1,0,0,3,9\nweb,n1.web-2,1,,0,\n\n"),
        Text("haproxy-proc", reply => _ = ProcessList.Parse(reply)?.All.Count(), Processes),
        Text("haproxy-words", reply => _ = HaproxyWords.Condense(reply), "[NOTICE]   (1) : haproxy version is 2.6.12\n[ALERT]    (1) : config : parsing [/tmp/a:7] : unknown keyword 'x' in 'global' section\n[WARNING]  (1) : config : y\n"),
        Text("haproxy-file", ReadFile, Configuration),
    ];

    private static Surface Text(string name, Action<string> read, string seed) => Surface.Of(name, input => read(Encoding.UTF8.GetString(input)), seed);

    private static void ReadFile(string text)
    {
        _ = BackendReader.Read([HaproxyFile.Parse(text)]);
        _ = PlanFor(Configuration, text);
        HaproxyPlan same = PlanFor(text, text);
        if (same.Kind is not PlanKind.Nothing)
        {
            throw new FuzzException($"a file that did not change takes a plan of kind {same.Kind}");
        }
    }

    private static HaproxyPlan PlanFor(string old, string @new) => ChangePlanner.Plan(
        new ReloadChange([new TargetChange { Target = "haproxy", Destination = "/etc/haproxy/haproxy.cfg", OldContent = old, NewContent = @new }]),
        HaproxyVersion.Any);
}
