namespace Basenode.Plugins;

/// <summary>Accepts or refuses a candidate before it is put in place.</summary>
/// <remarks>
/// Calls do not overlap for one target. An exception counts as a check that could not be made: the candidate is not put in place, and the
/// check is tried again with back-off. A <see cref="System.IO.FileNotFoundException"/> with a file name says that the program that checks is not
/// installed: <c>basenode test</c> skips the check then. The engine cancels a check that runs for more than a minute; a check should set a shorter limit itself.
/// </remarks>
public interface ICheck
{
    /// <summary>Checks one candidate. Must not change anything that another program reads.</summary>
    Task<CheckResult> Check(CheckRequest request, CancellationToken cancellationToken);
}
