using System.Text;

namespace Basenode.Supervisor.Tests;

public sealed class XmlRpcTests
{
    [Fact]
    public void A_call_is_encoded_with_its_types_and_escaped() => Assert.Equal(
        "<methodCall><methodName>a.b</methodName><params><param><value><string>x &lt;y&gt;</string></value></param>"
        + "<param><value><boolean>0</boolean></value></param><param><value><int>-5</int></value></param></params></methodCall>",
        XmlRpc.Encode("a.b", ["x <y>", false, -5]));

    [Fact]
    public async Task Values_are_decoded_by_their_types()
    {
        object value = await DecodeAsync("""
            <?xml version='1.0'?><methodResponse><params><param><value><array><data>
            <value><struct><member><name>a</name><value><int>7</int></value></member><member><name>b</name><value>bare</value></member></struct></value>
            <value><boolean>1</boolean></value>
            <value><string>x &lt; y</string></value>
            </data></array></value></param></params></methodResponse>
            """);

        var list = Assert.IsType<List<object>>(value);
        Assert.Equal(new Dictionary<string, object> { ["a"] = 7, ["b"] = "bare" }, list[0]);
        Assert.Equal([true, "x < y"], list.Skip(1));
    }

    [Fact]
    public async Task A_fault_has_its_number_and_words()
    {
        var fault = await Assert.ThrowsAsync<SupervisorException>(() => DecodeAsync("""
            <methodResponse><fault><value><struct><member><name>faultCode</name><value><int>10</int></value></member>
            <member><name>faultString</name><value><string>BAD_NAME: x</string></value></member></struct></value></fault></methodResponse>
            """));

        Assert.Equal((10, "BAD_NAME: x"), (fault.Fault, fault.Message));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<html></html>")]
    [InlineData("<methodResponse><params><param><value><array><data><value>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'b'>]><methodResponse><params><param><value>&a;</value></param></params></methodResponse>")]
    public async Task What_is_no_answer_is_told(string text)
    {
        var exception = await Assert.ThrowsAsync<SupervisorException>(() => DecodeAsync(text));

        Assert.StartsWith("supervisor's answer is not XML-RPC: ", exception.Message);
    }

    private static Task<object> DecodeAsync(string text) =>
        XmlRpc.DecodeAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), TestContext.Current.CancellationToken);
}
