using System.Text;
using Basenode.Engine.Exposing;

namespace Basenode.Engine.Tests.Exposing;

public sealed class MetricsAnswerTests
{
    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n", "200 OK", "text/plain; version=0.0.4; charset=utf-8", "prometheus")]
    [InlineData("GET /metrics?x=1 HTTP/1.0\r\n\r\n", "200 OK", "text/plain; version=0.0.4; charset=utf-8", "prometheus")]
    [InlineData("GET /metrics HTTP/1.1\r\naccept: application/openmetrics-text;version=1.0.0,text/plain\r\n\r\n", "200 OK", "application/openmetrics-text; version=1.0.0; charset=utf-8", "open")]
    [InlineData("HEAD /metrics HTTP/1.1\r\n\r\n", "200 OK", "text/plain; version=0.0.4; charset=utf-8", "")]
    [InlineData("POST /metrics HTTP/1.1\r\n\r\n", "405 Method Not Allowed", "text/plain; charset=utf-8", "use GET\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "404 Not Found", "text/plain; charset=utf-8", "metrics are at /metrics\n")]
    [InlineData("GET /../metrics HTTP/1.1\r\n\r\n", "404 Not Found", "text/plain; charset=utf-8", "metrics are at /metrics\n")]
    [InlineData("GET /metrics HTTP/2\r\n\r\n", "400 Bad Request", "text/plain; charset=utf-8", "not an HTTP/1.1 request\n")]
    [InlineData("\r\n\r\n", "400 Bad Request", "text/plain; charset=utf-8", "not an HTTP/1.1 request\n")]
    [InlineData("GET /metrics HTTP/1.1\r\n", "400 Bad Request", "text/plain; charset=utf-8", "incomplete HTTP request\n")]
    [InlineData("", "400 Bad Request", "text/plain; charset=utf-8", "incomplete HTTP request\n")]
    public void A_request_gets_its_answer(string request, string status, string type, string body)
    {
        string[] parts = Answer(request, openMetrics => openMetrics ? "open" : "prometheus").Split("\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}\r\nContent-Type: {type}\r\n", parts[0]);
        Assert.Equal(body, parts[1]);
    }

    [Fact]
    public void Metrics_that_cannot_be_collected_are_an_error_of_the_server() =>
        Assert.StartsWith("HTTP/1.1 500 ", Answer("GET /metrics HTTP/1.1\r\n\r\n", _ => throw new TimeoutException("stuck")));

    private static string Answer(string request, Func<bool, string> text) => Encoding.UTF8.GetString(MetricsAnswer.To(request, text));
}
