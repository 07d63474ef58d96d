using Basenode.Haproxy.Live;
using Basenode.Haproxy.Viewing;

namespace Basenode.Haproxy.Tests.Viewing;

public sealed class StatTableTests
{
    [Fact]
    public void Columns_are_found_by_name_and_fields_may_be_quoted()
    {
        var row = Assert.Single(StatTable.Parse("# svname,new,last_chk,pxname,\ns1,7,\"a \"\"b\"\", c\nd\",web,\n\n")!);

        Assert.Equal(("web", "s1", "a \"b\", c\nd"), (row["pxname"], row["svname"], row["last_chk"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Unknown command\n")]
    public void Another_answer_is_none(string reply) => Assert.Null(StatTable.Parse(reply));

    [Fact]
    public void What_comes_from_haproxy_is_printable()
    {
        var row = new Dictionary<string, string> { ["type"] = "2", ["pxname"] = "b", ["svname"] = "s", ["status"] = "DOWN\e[2J", ["check_status"] = "* L7STS\u202e\r", ["check_code"] = "503" };

        ViewedServer server = Assert.Single(ViewedServer.AllIn([row], ServerRows.Parse("1\n# be_id be_name srv_id srv_name srv_addr srv_port srv_uweight srv_admin_state srv_op_state srv_check_state\n\n")!));

        Assert.Equal(("DOWN?[2J", "L7STS?? 503"), (server.Status, server.Check));
    }

    [Theory]
    [InlineData("UP 1/3", "L7OK 200", "", "", "up by HAProxy's check L7OK 200")]
    [InlineData("DOWN 1/2", "L4TOUT", "", "", "down: L4TOUT for 1 min 5 s")]
    [InlineData("DOWN (agent)", "L4OK", "L7STS", "", "down: agent L7STS for 1 min 5 s")]
    [InlineData("no check", "", "L4CON", "", "up, not checked by HAProxy")]
    [InlineData("no check", "", "L7OK", "", "up by its agent L7OK")]
    [InlineData("DOWN", "", "", "b/s1", "down: as b/s1, which it tracks for 1 min 5 s")]
    [InlineData("MAINT (via b/s1)", "", "", "b/s1", "in maintenance with b/s1, which it tracks for 1 min 5 s")]
    [InlineData("MAINT (resolution)", "", "", "", "in maintenance since its name is not resolved for 1 min 5 s")]
    [InlineData("MAINT", "", "", "", "in maintenance by a person for 1 min 5 s")]
    public void A_server_is_told_with_whose_word_it_is(string status, string check, string agent, string tracked, string words) =>
        Assert.Equal(words, ServerWords.Of(new ViewedServer { Key = new ServerKey("b", "s"), Status = status, Check = check, Agent = agent, Tracked = tracked, Lasted = TimeSpan.FromSeconds(65) }, null));
}
