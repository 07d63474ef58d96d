using Basenode.Haproxy.Checking;

namespace Basenode.Haproxy.Tests.Checking;

public sealed class HaproxyWordsTests
{
    [Fact]
    public void Alerts_and_warnings_stay_and_notices_go() => Assert.Equal(
        "warning: parsing [x:3] : 'bind' is odd\nalert: Fatal errors found in configuration.",
        HaproxyWords.Condense("""
            [NOTICE]   (1) : haproxy version is 2.6.12
            [WARNING]  (1) : config : parsing [x:3] : 'bind' is odd
            [ALERT]    (1) : config : Fatal errors found in configuration.
            """));

    [Fact]
    public void A_file_of_states_that_is_not_there_yet_is_no_warning_and_one_that_cannot_be_read_is() => Assert.Equal(
        "warning: config: Can't open global server state file '/x/states': Permission denied",
        HaproxyWords.Condense("""
            [WARNING]  (1) : config: Can't open global server state file '/x/states': No such file or directory
            [WARNING]  (1) : config: Can't open global server state file '/x/states': Permission denied
            """));

    [Fact]
    public void Words_of_another_kind_are_told_as_they_are() => Assert.Equal("Segmentation fault", HaproxyWords.Condense("Segmentation fault\n"));

    [Fact]
    public void A_flood_is_cut()
    {
        string words = HaproxyWords.Condense(string.Concat(Enumerable.Repeat($"[ALERT] (1) : {new string('x', 5_000)}\n", 1_000)));

        Assert.EndsWith("… and 980 more lines", words);
        Assert.True(words.Length < 12_000);
    }
}
