using System.Text.Json;
using Basenode.Cli.Commands;
using Basenode.Cli.Output;
using Basenode.Engine.Model;
using Basenode.Plugins;

namespace Basenode.Cli.Tests.Output;

public sealed class PrinterTests
{
    [Fact]
    public void A_preview_is_reviewed() =>
        Expected.Matches("preview.txt", Printed(terminal => new PreviewPrinter(terminal, new PreviewView()).Print(Samples.Preview)));

    [Fact]
    public void A_full_preview_is_reviewed() =>
        Expected.Matches("preview-full.txt", Printed(terminal => new PreviewPrinter(terminal, new PreviewView { Full = true }).Print(Samples.Preview)));

    [Fact]
    public void A_preview_of_no_change_says_so() =>
        Expected.Matches("preview-nothing.txt", Printed(terminal => new PreviewPrinter(terminal, new PreviewView()).Print(Samples.Nothing)));

    [Fact]
    public void Counts_of_a_preview_are_reviewed() =>
        Expected.Matches("preview-stat.txt", Printed(terminal => new PreviewPrinter(terminal, new PreviewView { Stat = true }).Print(Samples.Preview)));

    [Fact]
    public void Variables_are_reviewed() =>
        Expected.Matches("preview-variables.txt", Printed(terminal => new PreviewPrinter(terminal, new PreviewView { Variables = true }).Print(Samples.Preview)));

    [Fact]
    public void On_a_screen_errors_come_first()
    {
        string printed = Printed(terminal => new PreviewPrinter(terminal, new PreviewView { ErrorsFirst = true }).Print(Samples.Preview));
        string[] order = ["error: odd.csx:3:1", "nginx: /etc", "broken: /etc", "haproxy: /etc", "motd: /etc"];
        int[] places = [.. order.Select(text => printed.IndexOf(text, StringComparison.Ordinal))];
        Assert.All(places, place => Assert.True(place >= 0, printed));
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Lines_around_a_change_are_as_many_as_are_asked_for()
    {
        PreviewReport one = Samples.Nothing with { Targets = [Samples.Nothing.Targets[0] with { Current = "a\nb\nc\nd\ne\n", Proposed = "a\nb\nC\nd\ne\n" }] };
        Assert.Contains("@@ -3 +3 @@ b\n-c\n+C\n", Printed(terminal => new PreviewPrinter(terminal, new PreviewView { Context = 0 }).Print(one)));
        Assert.Contains("@@ -1,5 +1,5 @@\n a\n", Printed(terminal => new PreviewPrinter(terminal, new PreviewView { Context = int.MaxValue }).Print(one)));
    }

    [Fact]
    public void A_reload_that_is_due_is_told_though_no_file_would_change() =>
        Assert.EndsWith(
            "no file would change, but a reload is due: 1 of 1 targets\n",
            Printed(terminal => new PreviewPrinter(terminal, new PreviewView()).Print(Samples.DueReload)));

    [Fact]
    public void In_colours_a_preview_holds_no_escape_sequence_but_our_own()
    {
        string printed = Printed(terminal => new PreviewPrinter(terminal, new PreviewView()).Print(Samples.Preview), hasColours: true);
        Assert.Contains("\e[32m+", printed);
        string rest = System.Text.RegularExpressions.Regex.Replace(printed, "\e\\[(0|1|2|31|32|33|36)m", "");
        Assert.DoesNotContain('\e', rest);
        Assert.DoesNotContain('\u202e', rest);
    }

    [Fact]
    public void A_status_is_reviewed() =>
        Expected.Matches("status.txt", Printed(terminal => new StatusPrinter(terminal, TestHost.Now).Print(Samples.Status)));

    [Fact]
    public void Plugins_are_reviewed() =>
        Expected.Matches("plugins.txt", Printed(terminal => PluginsCommand.Print(terminal, Samples.Status.Plugins, json: false)));

    [Fact]
    public void A_pass_is_reviewed() =>
        Expected.Matches("once.txt", Printed(terminal => PassPrinter.Print(
            terminal,
            new PassReport { State = ClusterState.Empty, Targets = Samples.Status.Targets, Problems = Samples.Problems })));

    [Fact]
    public void Json_of_a_preview_holds_exact_texts()
    {
        string json = JsonSerializer.Serialize(PreviewDocument.From(Samples.Preview, new PreviewView { Full = true }), OutputJson.Default.PreviewDocument);
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement haproxy = document.RootElement.GetProperty("targets")[0];
        Assert.True(document.RootElement.GetProperty("would_change").GetBoolean());
        Assert.Equal(Samples.Preview.Targets[0].Proposed, haproxy.GetProperty("proposed").GetString());
        Assert.Contains("+    server c 10.0.0.4:80\n\\ No newline at end of file\n", haproxy.GetProperty("diff").GetString());
        Assert.Equal(("haproxy: +1 server, 1 address in web -> reload, because listen web changed", 1), (document.RootElement.GetProperty("summary")[0].GetString(), document.RootElement.GetProperty("unchanged").GetInt32()));
        Assert.Equal((2, 1, true), (haproxy.GetProperty("added").GetInt32(), haproxy.GetProperty("removed").GetInt32(), haproxy.GetProperty("reloads").GetBoolean()));
        Assert.Equal("listen web changed", haproxy.GetProperty("reasons")[0].GetString());
        Assert.False(document.RootElement.TryGetProperty("variables", out _));
        Assert.Equal(["key a/\eb", "service web", "services"], document.RootElement.GetProperty("watched").EnumerateArray().Select(item => item.GetString()));
        JsonElement backend = haproxy.GetProperty("program").GetProperty("program").GetProperty("details")[0];
        Assert.Equal(("web1", false), (backend.GetProperty("name").GetString(), backend.GetProperty("is_well").GetBoolean()));
        Assert.DoesNotContain('\e', json);
    }

    [Fact]
    public void Json_of_variables_has_their_values_and_no_secret()
    {
        string json = JsonSerializer.Serialize(PreviewDocument.From(Samples.Preview, new PreviewView { Variables = true }), OutputJson.Default.PreviewDocument);
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement[] variables = [.. document.RootElement.GetProperty("variables").EnumerateArray()];
        Assert.Equal("blue \e[2J", variables[0].GetProperty("value").GetString());
        Assert.Equal("***", variables[1].GetProperty("value").GetString());
        Assert.Equal(("haproxy", "web.csx", 7101), (variables[2].GetProperty("target").GetString(), variables[2].GetProperty("plugin").GetString(), variables[2].GetProperty("value")[0].GetInt32()));
        Assert.Equal(["key a/\eb", "service web"], variables[2].GetProperty("reads").EnumerateArray().Select(item => item.GetString()));
        Assert.DoesNotContain("hunter2", json);
    }

    [Fact]
    public void Json_of_plugins_can_be_read_by_programs()
    {
        using JsonDocument document = JsonDocument.Parse(Printed(terminal => PluginsCommand.Print(terminal, Samples.Status.Plugins, json: true)));
        Assert.Equal("odd", document.RootElement[1].GetProperty("name").GetString());
        Assert.True(document.RootElement[1].GetProperty("serves_last_good").GetBoolean());
    }

    [Fact]
    public void The_exit_code_of_a_preview_tells_errors_always_and_changes_when_asked()
    {
        PreviewReport changing = Samples.Nothing with { Targets = [Samples.Preview.Targets[0]] };
        Assert.Equal((0, 0), Codes(Samples.Nothing));
        Assert.Equal((0, 2), Codes(changing));
        Assert.Equal((0, 2), Codes(Samples.Nothing with { Targets = [Samples.Preview.Targets[2] with { Plan = new ReloadPlan("reload: what is in place is not known to be in use") }] }));
        Assert.Equal((1, 1), Codes(changing with { Problems = Samples.Problems }));
        Assert.Equal((1, 1), Codes(Samples.Nothing with { Targets = [Samples.Preview.Targets[3]] }));
        Assert.Equal((1, 1), Codes(Samples.Nothing with { Targets = [Samples.Preview.Targets[4]] }));
        Assert.Equal((1, 1), Codes(Samples.Nothing with { Missing = [new ServicesQuery()] }));

        static (int Plain, int Asked) Codes(PreviewReport report) =>
            (PreviewCommand.ExitCode(report, tellsChange: false), PreviewCommand.ExitCode(report, tellsChange: true));
    }

    private static string Printed(Action<Terminal> print, bool hasColours = false)
    {
        using var text = new StringWriter();
        print(new Terminal(text, hasColours));
        return text.ToString();
    }
}
