using System.Globalization;
using Basenode.Plugins;

namespace Basenode.Haproxy.Checking;

/// <summary>Runs <c>haproxy -c</c> on a text.</summary>
/// <remarks>
/// HAProxy executes what it reads (<c>lua-load</c> does so during <c>-c</c>), so it runs as an unprivileged user, without the engine's environment, on a copy
/// that this user can read, for a limited time. An engine that is not root runs it as itself.
/// </remarks>
internal sealed class ConfigurationTest(HaproxySettings settings)
{
    /// <summary>Whether HAProxy would load a text as the file at a destination.</summary>
    /// <exception cref="FileNotFoundException">HAProxy is not installed.</exception>
    /// <exception cref="InvalidOperationException">The test could not be made for another reason; the message says why.</exception>
    public async Task<TestVerdict> RunAsync(string content, string destination, CancellationToken cancellationToken)
    {
        if (!ChildCommand.Exists(settings.Binary))
        {
            throw new FileNotFoundException($"there is no {settings.Binary} (setting binary)", settings.Binary);
        }

        string? user = Environment.IsPrivilegedProcess ? settings.CheckUser : null;
        using ReadableCopy copy = await ReadableCopy.CreateAsync(content, Path.GetFileName(destination), user, cancellationToken);
        ChildCommandResult result = await ChildCommand.RunAsync(
            [settings.Binary, "-c", "-f", copy.Path],
            settings.CheckTimeout,
            user,
            cancellationToken);
        string words = HaproxyWords.Condense(result.Output.Replace(copy.Path, destination, StringComparison.Ordinal));
        return result.End switch
        {
            ChildCommandEnd.NotStarted => throw new InvalidOperationException($"the check could not be made: {words}"),
            ChildCommandEnd.TimedOut => new TestVerdict(false, Late(words)),
            _ => new TestVerdict(result.IsSuccess, words.Length > 0 || result.IsSuccess ? words : $"{settings.Binary} -c: {result.Problem}"),
        };
    }

    private string Late(string words)
    {
        string seconds = settings.CheckTimeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
        string told = words.Length == 0 ? "" : $"\n{words}";
        return $"{settings.Binary} -c was killed after {seconds} s (setting check_timeout); a host name that does not resolve takes 20 s: use addresses, or init-addr none{told}";
    }
}
