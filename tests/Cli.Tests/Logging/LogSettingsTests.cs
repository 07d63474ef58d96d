using Basenode.Cli.Logging;
using Serilog.Events;

namespace Basenode.Cli.Tests.Logging;

public sealed class LogSettingsTests
{
    private static readonly Dictionary<string, string> Environment = new() { ["BASENODE_LOG_LEVEL"] = "debug", ["BASENODE_LOG_FORMAT"] = "json" };

    [Fact]
    public void Without_anything_the_command_decides()
    {
        LogSettings settings = LogSettings.Resolve(null, null, new Dictionary<string, string> { ["BASENODE_LOG_LEVEL"] = "" });
        Assert.Equal((null, false), (settings.Level, settings.AsJson));
        Assert.Empty(settings.Errors);
    }

    [Fact]
    public void A_flag_goes_before_a_variable()
    {
        LogSettings settings = LogSettings.Resolve("error", "text", Environment);
        Assert.Equal((LogEventLevel.Error, false), (settings.Level, settings.AsJson));
        settings = LogSettings.Resolve(null, null, Environment);
        Assert.Equal((LogEventLevel.Debug, true), (settings.Level, settings.AsJson));
    }

    [Fact]
    public void An_unknown_level_is_named_with_where_it_came_from()
    {
        LogSettings settings = LogSettings.Resolve(null, null, new Dictionary<string, string> { ["BASENODE_LOG_LEVEL"] = "warn" });
        Assert.Equal(["BASENODE_LOG_LEVEL: expected one of trace, debug, info, warning, error, found 'warn'"], settings.Errors);
    }
}
