using System.Globalization;

namespace Basenode.Image.Tests;

/// <summary>Requests inside the app, one after the other until told to stop, each with the time it was begun at and what came back.</summary>
internal sealed class SteadyRequests
{
    private readonly Container app;

    private SteadyRequests(Container app) => this.app = app;

    /// <summary>Begins to ask.</summary>
    public static async Task<SteadyRequests> StartAsync(Container app)
    {
        // Ends by itself after two minutes, whatever happens to the test.
        await app.ExecAsync("""
            rm -f /tmp/requests /tmp/requests.stop
            nohup bash -c '
              while [ ! -e /tmp/requests.stop ] && [ $SECONDS -lt 120 ]; do
                begun=$EPOCHREALTIME
                answer=$(curl -s -S -m 5 localhost:7180 2>&1) && verdict=well || verdict=failed
                echo "$begun $verdict ${answer//$'"'\\\\n'"'/ }" >>/tmp/requests
                sleep 0.01
              done' >/dev/null 2>&1 &
            """);
        return new SteadyRequests(app);
    }

    /// <summary>The time by the app's clock, in seconds.</summary>
    public async Task<double> NowAsync() => Seconds(await app.ExecAsync("echo $EPOCHREALTIME"));

    /// <summary>Stops asking.</summary>
    /// <returns>What was asked, in order.</returns>
    public async Task<IReadOnlyList<Request>> StopAsync()
    {
        string lines = await app.ExecAsync("touch /tmp/requests.stop; sleep 0.2; cat /tmp/requests");
        return [.. lines.Split('\n').Select(line => line.Split(' ', 3)).Where(words => words.Length == 3)
            .Select(words => new Request(Seconds(words[0]), words[1] == "well", words[2]))];
    }

    private static double Seconds(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>One of them.</summary>
    /// <param name="Begun">In seconds, by the app's clock.</param>
    internal sealed record Request(double Begun, bool Answered, string Answer);
}
