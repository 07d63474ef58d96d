namespace Basenode.Cli.Tests;

public sealed class FailureTests
{
    [Fact]
    public void A_fault_is_one_line_without_a_stack_trace()
    {
        string line = Failure.Describe(Thrown(), verbose: false);
        Assert.Equal("basenode: unexpected error: InvalidOperationException: first second \\e[2J (--log-level debug shows the stack trace)", line);
    }

    [Fact]
    public void With_details_it_shows_where_it_came_from() =>
        Assert.Contains(nameof(Thrown), Failure.Describe(Thrown(), verbose: true));

    private static Exception Thrown()
    {
        try
        {
            throw new InvalidOperationException("first\nsecond \e[2J");
        }
        catch (InvalidOperationException error)
        {
            return error;
        }
    }
}
