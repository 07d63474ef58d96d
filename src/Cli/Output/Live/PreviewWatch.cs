using System.Globalization;
using Basenode.Engine;
using Basenode.Engine.Model;

namespace Basenode.Cli.Output.Live;

/// <summary>Shows each new preview: on a screen of its own where a person looks, else one below the other.</summary>
/// <param name="host">Where to.</param>
/// <param name="view">What of each.</param>
/// <param name="json">Whether each is a JSON document.</param>
internal sealed class PreviewWatch(CommandHost host, PreviewView view, bool json)
{
    private const int MostReasons = 3;

    private readonly bool hasScreen = host.Out.IsTerminal && !json && host.Environment.GetValueOrDefault("TERM") is not (null or "" or "dumb");
    private LiveScreen? screen;
    private string shown = "";

    /// <summary>Follows until a person or a signal ends it.</summary>
    /// <param name="targets">The targets to look at; empty for all.</param>
    /// <param name="limit">How long to wait for the first answers of the cluster.</param>
    /// <param name="waits">Told what is waited for before the first result.</param>
    public async Task RunAsync(CommandRuns engine, IReadOnlyCollection<string> targets, TimeSpan limit, IProgress<string> waits, CancellationToken cancellationToken)
    {
        // Not disposed: a key may be pressed while all ends.
        var quit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await engine.FollowPreviewAsync(targets, limit, waits, (report, reasons) => Show(report, reasons, quit.Cancel), quit.Token);
        }
        catch (OperationCanceledException) when (quit.IsCancellationRequested && (shown.Length > 0 || !cancellationToken.IsCancellationRequested))
        {
            // Its usual end. Before the first result it was interrupted.
        }
        finally
        {
            End();
        }
    }

    private void HoldLog()
    {
        if (host.Error.IsTerminal)
        {
            host.Log?.Hold();
        }
    }

    private void End()
    {
        screen?.Dispose();
        if (host.Log?.Release() is true && screen is not null)
        {
            LiveScreen.ResetKeypad();
        }
    }

    private void Show(PreviewReport report, IReadOnlyList<string> reasons, Action quit)
    {
        string text = PreviewText.Of(report, view with { ErrorsFirst = hasScreen }, json, host.Out.HasColours);
        if (text == shown && reasons.Count == 0)
        {
            return;
        }

        string time = host.Time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        string why = reasons.Count == 0 ? "" : $" · {string.Join(", ", reasons.Take(MostReasons))}{(reasons.Count > MostReasons ? $" and {reasons.Count - MostReasons} more" : "")}";
        if (hasScreen)
        {
            if (screen is null)
            {
                // What a plugin's thread throws is told on the terminal as it was.
                host.Uncaught = _ => End();
                HoldLog();
                screen = new LiveScreen(quit);
            }

            using var title = new StringWriter();
            new Terminal(title, host.Out.HasColours).Line(Colour.Bold, $"basenode preview · {time}{why} · q ends");
            screen.Show(title.ToString().TrimEnd('\n'), text);
        }
        else if (text != shown)
        {
            if (shown.Length > 0 && !json)
            {
                host.Out.Line(Colour.Bold, $"---- {time}{why} ----");
            }

            host.Out.Writer.Write(text);
            host.Out.Flush();
        }

        shown = text;
    }
}
