using System.Text;
using Basenode.Faults.Tests.Parts;

namespace Basenode.Faults.Tests;

/// <summary>What answers in Consul's place answers badly: nothing is removed for it, and what is registered afterwards is served.</summary>
public sealed class AnswerFaultTests(ITestOutputHelper output)
{
    private static readonly byte[] Html = "<html><body>Sign in to the network</body></html>"u8.ToArray();

    [Fact]
    public Task A_page_in_place_of_an_answer() => AnswerRow.RunAsync(
        output, "a page of HTML with status 200", answer => answer with { Type = "text/html", Body = Html }, "is text/html, not application/json");

    [Fact]
    public Task An_answer_that_breaks_off() => AnswerRow.RunAsync(
        output, "body cut off in the middle", answer => answer with { IsTruncated = true }, "connection was closed before the response was complete");

    [Fact]
    public Task An_answer_without_anything() => AnswerRow.RunAsync(
        output, "an empty list with a new index", answer => answer with { Body = "[]"u8.ToArray() }, "3 of 3 are missing in Consul and are kept");

    [Trait("Length", "Long")]
    [Theory]
    [InlineData(500, "No cluster leader")]
    [InlineData(503, "try again later")]
    [InlineData(429, "Your IP is issuing too many concurrent connections, please rate limit your calls")]
    [InlineData(403, "Permission denied")]
    public Task An_error_in_place_of_an_answer(int status, string body) => AnswerRow.RunAsync(
        output, $"status {status}: {body}", answer => answer with { Status = status, Type = "text/plain", Body = Encoding.UTF8.GetBytes(body) }, $"{status} {body}");

    [Trait("Length", "Long")]
    [Fact]
    public Task A_page_that_is_told_to_be_JSON() => AnswerRow.RunAsync(output, "a page of HTML as application/json", answer => answer with { Body = Html }, "invalid JSON");

    [Trait("Length", "Long")]
    [Fact]
    public Task An_answer_of_another_shape() => AnswerRow.RunAsync(
        output, "null where the instances should be", answer => answer with { Body = "[null]"u8.ToArray() }, "does not have the form that Consul's API documents: an entry is null");

    [Trait("Length", "Long")]
    [Fact]
    public Task An_answer_that_fills_the_memory()
    {
        // A list of one element that is as well as ever, and then blanks without end.
        byte[] blanks = [.. Enumerable.Repeat((byte)' ', 65 << 20)];
        return AnswerRow.RunAsync(output, "a body of 65 MiB without a length", answer => answer with { Body = [.. answer.Body.SkipLast(1), .. blanks, (byte)']'], TellsLength = false }, "larger than 64 MiB");
    }

    [Trait("Length", "Long")]
    [Fact]
    public Task An_answer_that_comes_late() => AnswerRow.RunAsync(output, "answers 5 s late", answer => answer with { Delay = TimeSpan.FromSeconds(5) });

    [Trait("Length", "Long")]
    [Fact]
    public Task An_answer_in_drops() => AnswerRow.RunAsync(output, "answers in drops, 64 bytes every 100 ms", answer => answer with { Drip = TimeSpan.FromMilliseconds(100) });

    [Trait("Length", "Long")]
    [Fact]
    public Task An_answer_without_an_end() => AnswerRow.RunAsync(
        output, "a byte a second, without an end", answer => answer with { Drip = TimeSpan.FromSeconds(1), Piece = 1 }, "no response in time");
}
