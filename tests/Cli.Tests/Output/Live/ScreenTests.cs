using Basenode.Cli.Output.Live;

namespace Basenode.Cli.Tests.Output.Live;

public sealed class ScreenTests
{
    [Fact]
    public void A_wide_line_goes_on_in_its_colour_on_the_next_row()
    {
        Assert.Equal(["short"], ScreenLine.Wrap("short", 5));
        Assert.Equal(["\e[31mabcd\e[0m", "\e[31mefgh\e[0m", "\e[31mi\e[0m"], ScreenLine.Wrap("\e[31mabcdefghi\e[0m", 4));
        Assert.Equal([""], ScreenLine.Wrap("", 4));
    }

    [Fact]
    public void Tabs_and_wide_letters_take_the_columns_that_terminals_give_them()
    {
        Assert.Equal(["a       b", "c"], ScreenLine.Wrap("a\tbc", 9));
        Assert.Equal(["漢字", "漢"], ScreenLine.Wrap("漢字漢", 5));
        Assert.Equal(["e\u0301e\u0301"], ScreenLine.Wrap("e\u0301e\u0301", 2));
        Assert.Equal(["漢", "字"], ScreenLine.Wrap("漢字", 1));
    }

    [Theory]
    [InlineData(3, 10, 0, "one|two|three")]
    [InlineData(12, 10, 0, "1|2|3|4|5|6|7|… 5 more below; arrows, space and b move")]
    [InlineData(12, 10, 2, "3|4|5|6|7|8|9|… 3 more below, 2 above; arrows, space and b move")]
    [InlineData(12, 10, 5, "6|7|8|9|10|11|12|… the end, 5 above; arrows, space and b move")]
    public void A_frame_has_as_much_as_there_is_room_for(int lines, int rows, int top, string expected)
    {
        string text = lines == 3 ? "one\ntwo\nthree\n" : string.Join('\n', Enumerable.Range(1, lines));
        var frame = new ScreenFrame("title", text, (60, rows));
        string[] shown = Rows(frame.Text(top));
        Assert.Equal(["title", "", .. expected.Split('|')], shown);
        Assert.True(shown.Length <= rows);
        Assert.Equal(lines == 3 ? 0 : 5, frame.LastTop);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 3)]
    public void A_tiny_screen_is_not_overrun(int columns, int rows) =>
        Assert.True(Rows(new ScreenFrame("a title", string.Join('\n', Enumerable.Repeat("a line", 40)), (columns, rows)).Text(0)).Length <= rows);

    [Fact]
    public void A_frame_is_written_at_once_and_clears_nothing_first()
    {
        string text = new ScreenFrame("title", "line", (60, 5)).Text(0);
        Assert.Equal("\e[?2026h\e[Htitle\e[K\r\n\e[K\r\nline\e[K\e[J\e[?2026l", text);
    }

    [Fact]
    public void Held_lines_come_in_order_when_they_are_let_go()
    {
        using var under = new MemoryStream();
        using var held = new HeldLines(under);
        held.Write("a"u8);
        held.Hold();
        held.Write("b"u8);
        held.Write("c"u8);
        Assert.Equal(1, under.Length);
        Assert.True(held.Release());
        held.Write("d"u8);
        Assert.Equal("abcd"u8, under.ToArray());
        Assert.False(held.Release());
    }

    private static string[] Rows(string frame) =>
        [.. frame.Replace("\e[?2026h\e[H", "").Replace("\e[J\e[?2026l", "").Replace("\e[K", "").Replace("\e[2m", "").Replace("\e[0m", "").Split("\r\n")];
}
