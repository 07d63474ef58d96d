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
        Assert.Equal("plugins.demo.inner.port: expected a text, found 80", error.Message);
        Assert.Contains("a period such as", Assert.Throws<FormatException>(() => Settings.Duration("binary", TimeSpan.Zero)).Message);
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
