using Basenode.Haproxy.Model;
using Basenode.Plugins;

namespace Basenode.Haproxy.Checking;

/// <summary>The HAProxy program that is installed. What runs may be an older one.</summary>
internal sealed class HaproxyProgram(HaproxySettings settings)
{
    private static readonly string[] Label = ["HAProxy", "version"];

    /// <summary>Its version, from <c>haproxy -v</c>; null when it does not tell.</summary>
    public async Task<HaproxyVersion?> VersionAsync(CancellationToken cancellationToken)
    {
        string? user = Environment.IsPrivilegedProcess ? settings.CheckUser : null;
        ChildCommandResult result = await ChildCommand.RunAsync([settings.Binary, "-v"], settings.CheckTimeout, user, cancellationToken);
        string[] words = result.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words is [var first, var second, var version, ..] && Label.SequenceEqual([first, second]) ? HaproxyVersion.Parse(version) : null;
    }
}
