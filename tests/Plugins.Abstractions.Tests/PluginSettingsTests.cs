namespace Basenode.Plugins.Abstractions.Tests;

public sealed class PluginSettingsTests
{
    private static readonly PluginSettings Settings = new("plugins.demo", new Dictionary<string, object>
    {
        ["binary"] = "/bin/true",
        ["count"] = 3L,
        ["deep"] = true,
        ["wait"] = "1.5s",
        ["names"] = new object[] { "a", "b" },
        ["inner"] = new Dictionary<string, object> { ["port"] = 80L },
    });

    [Fact]
    public void Values_are_read_by_type()
    {
        Assert.Equal("/bin/true", Settings.Text("binary", ""));
        Assert.Equal(3, Settings.Number("count", 0));
        Assert.True(Settings.Flag("deep", false));
        Assert.Equal(TimeSpan.FromSeconds(1.5), Settings.Duration("wait", TimeSpan.Zero));
        Assert.Equal(["a", "b"], Settings.List("names"));
        Assert.Equal(80, Settings.Table("inner").Number("port", 0));
    }

    [Fact]
    public void Absent_keys_give_the_default()
    {
        Assert.Equal("x", Settings.Text("absent", "x"));
        Assert.Equal(TimeSpan.FromSeconds(2), Settings.Duration("absent", TimeSpan.FromSeconds(2)));
        Assert.Empty(Settings.List("absent"));
        Assert.Equal("y", Settings.Table("absent").Text("z", "y"));
    }

    [Fact]
    public void A_wrong_type_names_the_key_and_what_would_be_valid()
    {
        FormatException error = Assert.Throws<FormatException>(() => Settings.Table("inner").Text("port", ""));
        Assert.Equal("plugins.demo.inner.port: expected a text, found a whole number", error.Message);
        Assert.Contains("a period such as", Assert.Throws<FormatException>(() => Settings.Duration("binary", TimeSpan.Zero)).Message);
    }

    [Fact]
    public void No_message_repeats_a_value_which_may_be_a_secret()
    {
        const string Secret = "hunter2";
        var settings = new PluginSettings("plugins.demo", new Dictionary<string, object>
        {
            ["text"] = Secret,
            ["list"] = new object[] { Secret, 7L },
            ["number"] = 4711L,
            ["table"] = new Dictionary<string, object> { ["token"] = Secret },
        });
        (Action Read, string Message)[] wrong =
        [
            (() => settings.Number("text", 0), "text: expected a whole number, found a text"),
            (() => settings.Flag("text", false), "text: expected true or false, found a text"),
            (() => settings.List("text"), "text: expected a list of texts, found a text"),
            (() => settings.Table("text"), "text: expected a table, found a text"),
            (() => settings.Duration("text", TimeSpan.Zero), "text: expected a period such as \"250ms\", \"10s\" or \"5m\", found another text"),
            (() => settings.List("list"), "list: expected a list of texts, found a list with a whole number"),
            (() => settings.Text("list", ""), "list: expected a text, found a list"),
            (() => settings.Text("number", ""), "number: expected a text, found a whole number"),
            (() => settings.Text("table", ""), "table: expected a text, found a table"),
        ];
        Assert.All(wrong, each => Assert.Equal($"plugins.demo.{each.Message}", Assert.Throws<FormatException>(each.Read).Message));
    }

    [Theory]
    [InlineData("250ms", 250)]
    [InlineData("10s", 10_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    public void Periods_are_parsed(string text, double milliseconds) =>
        Assert.Equal(milliseconds, PluginSettings.ParseDuration(text)!.Value.TotalMilliseconds);

    [Theory]
    [InlineData("10")]
    [InlineData("-1s")]
    [InlineData("s")]
    [InlineData("1d")]
    [InlineData("99999999999999999999h")]
    [InlineData("")]
    public void What_is_no_period_is_refused(string text) => Assert.Null(PluginSettings.ParseDuration(text));

    [Fact]
    public void Asked_keys_are_remembered()
    {
        var settings = new PluginSettings("plugins.demo", new Dictionary<string, object>());
        settings.Text("binary", "");
        Assert.Equal(["binary"], settings.Asked);
    }
}
