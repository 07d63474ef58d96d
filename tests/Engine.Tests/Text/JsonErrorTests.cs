using System.Text;
using System.Text.Json;
using Basenode.Engine.Delivery.States;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Text;

namespace Basenode.Engine.Tests.Text;

public sealed class JsonErrorTests
{
    [Theory]
    [InlineData("{ \"a\": tru, \"password\": \"hunter2\",\n \"b\": 1 }", "a word without quotes is not valid here; valid are true, false, null and numbers")]
    [InlineData("{ \"a\": tru, \"password\": \"hunter2\", \"b\": \" Path: $ | LineNumber: 1 \" }", "a word without quotes is not valid here")]
    [InlineData("{ \"a\": x }", "'x' is an invalid start of a value.")]
    [InlineData("", "there is no JSON in it: it is empty")]
    [InlineData("{ \"a\": 1, }", "there is a comma after the last entry; remove it")]
    [InlineData("{ \"a\": [ 1,", "it ends too early")]
    [InlineData("{ \"a\": \"hunter2", "it ends too early: a text has no closing quote")]
    public void The_reader_s_message_is_one_line_in_plain_words_and_has_nothing_of_the_document(string json, string expected)
    {
        string message = JsonError.Describe(Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(json)));
        Assert.StartsWith(expected, message);
        Assert.DoesNotContain("hunter2", message);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_name_in_the_document_breaks_no_line()
    {
        string message = JsonError.Describe(new JsonException("The JSON property 'a\nb' could not be mapped to any .NET member contained in type 'X'."));
        Assert.Equal(@"'a\nb' is not a known property", message);
    }

    [Theory]
    [InlineData("{\n  \"version\": \"hunter2\"\n}", "line 2: 'version' is a text, but must be a number")]
    [InlineData("{ \"version\": 1.5 }", "line 1: 'version' is another number, but must be a whole number up to 2147483647")]
    [InlineData("{ \"version\": 1,\n\n \"destination\": { \"path\": \"hunter2\" } }", "line 3: 'destination' is an object, but must be a text in double quotes")]
    [InlineData("{ \"appliedAt\": \"hunter2\" }", "line 1: 'appliedAt' is another text, but must be a time such as \"2026-01-31T12:00:00+00:00\"")]
    [InlineData("{ \"refused\": [ 1 ] }", "line 1: 'refused' is a list, but must be an object { … }")]
    [InlineData("{ \"pending\": { \"attempts\": true } }", "line 1: 'pending.attempts' is true, but must be a number")]
    [InlineData("[]", "line 1: the document is a list, but must be an object { … }")]
    public void A_state_file_with_a_wrong_value_is_told_by_line_and_what_is_valid(string json, string expected)
    {
        byte[] content = Encoding.UTF8.GetBytes(json);
        Assert.Equal(expected, JsonError.Locate(Assert.ThrowsAny<JsonException>(() => StateDocument.Parse(content)), content));
    }

    [Theory]
    [InlineData("{ \"suspects\": \"web.csx\" }", "line 1: 'suspects' is a text, but must be a list [ … ]")]
    [InlineData("{ \"suspects\": [ {},\n 5 ] }", "line 2: 'suspects[1]' is a number, but must be an object { … }")]
    public void A_wrong_list_of_suspects_is_told_by_line_and_what_is_valid(string json, string expected)
    {
        byte[] content = Encoding.UTF8.GetBytes(json);
        Assert.Equal(expected, JsonError.Locate(Assert.ThrowsAny<JsonException>(() => SuspectDocument.Parse(content)), content));
    }

    [Fact]
    public void Without_the_document_the_message_says_what_is_valid()
    {
        JsonException error = Assert.ThrowsAny<JsonException>(() => StateDocument.Parse("{ \"version\": \"1\" }"u8.ToArray()));
        Assert.Equal("line 1: 'version' must be a number", JsonError.Locate(error));
    }

    [Fact]
    public void A_status_of_another_release_is_told_by_its_words()
    {
        string type = typeof(Basenode.Engine.Model.TargetOutcome).FullName!;
        string message = JsonError.Describe(new JsonException($"The JSON value could not be converted to {type}. Path: $.targets[0].outcome | LineNumber: 0 | BytePositionInLine: 9.", "$.targets[0].outcome", 0, 9));
        Assert.StartsWith("'targets[0].outcome' must be one of unchanged, applied, ", message);
    }
}
