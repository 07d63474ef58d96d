using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Basenode.Floor;

/// <summary>Reads of a Consul agent.</summary>
internal sealed class Agent(string address) : IDisposable
{
    private const string Wait = "60s";
    private readonly HttpClient http = new() { BaseAddress = new Uri($"http://{address}"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Waits until something of a path has changed.</summary>
    /// <param name="index">What the last read gave; 0 waits for nothing.</param>
    public async Task<(byte[] Body, long Index)> ReadAsync(string path, long index)
    {
        string separator = path.Contains('?', StringComparison.Ordinal) ? "&" : "?";
        string wait = index == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{separator}index={index}&wait={Wait}");
        using HttpResponseMessage response = await http.GetAsync(path + wait);
        response.EnsureSuccessStatusCode();
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        return (body, long.Parse(response.Headers.GetValues("X-Consul-Index").First(), CultureInfo.InvariantCulture));
    }

    /// <summary>The path of the passing instances of a service.</summary>
    public static string Path(string service) => $"/v1/health/service/{service}?passing";

    /// <summary>The names of an answer of <c>catalog/services</c>.</summary>
    public static string[] Names(byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        return [.. document.RootElement.EnumerateObject().Select(service => service.Name)];
    }

    /// <summary>What the file says of a service.</summary>
    public static string Text(string service, byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var text = new StringBuilder("backend ").Append(service).Append('\n');
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            JsonElement instance = entry.GetProperty("Service");
            text.Append("    server ").Append(instance.GetProperty("ID").GetString()).Append(' ').Append(instance.GetProperty("Address").GetString())
                .Append(':').Append(instance.GetProperty("Port").GetInt32()).Append('\n');
        }

        return text.ToString();
    }

    public void Dispose() => http.Dispose();
}
