using Basenode.Haproxy.Live;

namespace Basenode.Haproxy.Tests.Live;

public sealed class ConnectionTableTests
{
    [Theory]
    [InlineData("# pxname,svname,qcur,scur\nweb,s1,1,2\n\n", 3)]
    [InlineData("# qcur,scur,pxname,svname\n1,2\n\n", null)]
    [InlineData("# pxname,svname\nweb\n\n", null)]
    public void A_line_without_a_name_is_no_answer(string reply, int? connections) =>
        Assert.Equal(connections, ConnectionTable.Parse(reply)?["s1"]);
}
