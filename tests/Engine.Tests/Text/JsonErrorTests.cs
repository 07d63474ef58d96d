using System.Text.Json;
using Basenode.Engine.Text;

namespace Basenode.Engine.Tests.Text;

public sealed class JsonErrorTests
{
    [Theory]
    [InlineData("{ \"a\": tru, \"password\": \"hunter2\",\n \"b\": 1 }", "a word is an invalid JSON literal. Expected the literal 'true'.")]
    [InlineData("{ \"a\": x }", "'x' is an invalid start of a value.")]
    public void The_reader_s_message_has_one_line_and_nothing_of_the_document(string json, string expected)
    {
        string message = JsonError.Describe(Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(json)));
        Assert.StartsWith(expected, message);
        Assert.DoesNotContain("hunter2", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_name_in_the_document_breaks_no_line()
    {
        string message = JsonError.Describe(new JsonException("The JSON property 'a\nb' could not be mapped. Path: $ | LineNumber: 1 | BytePositionInLine: 2."));
        Assert.Equal(@"The JSON property 'a\nb' could not be mapped. Path: $", message);
    }
}
