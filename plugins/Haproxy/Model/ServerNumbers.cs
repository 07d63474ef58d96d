using System.Globalization;

namespace Basenode.Haproxy.Model;

/// <summary>The numbers that HAProxy gives servers at its start: their <c>id</c> or, without one, the next free number from their place in the file on.</summary>
/// <remarks>
/// A consistent hash goes by them. HAProxy would number a server that is added while it runs otherwise, with the first free number of all. So there the number is written out, as if
/// the file had it: a server that is added gets it, and where another server's number would change, its options change.
/// </remarks>
internal static class ServerNumbers
{
    /// <summary>The option that holds it.</summary>
    public const string Option = "id";

    /// <summary>The servers, each with its number among its options.</summary>
    public static IReadOnlyList<Server> WriteOut(IReadOnlyList<Server> servers)
    {
        HashSet<int> taken = [.. servers.Select(OwnNumber).OfType<int>()];
        var numbered = new List<Server>(servers.Count);
        int next = 1;
        foreach (Server server in servers)
        {
            if (OwnNumber(server) is not null)
            {
                numbered.Add(server);
            }
            else
            {
                for (; !taken.Add(next); next++)
                {
                }

                numbered.Add(server with { Options = [.. server.Options, Option, next.ToString(CultureInfo.InvariantCulture)] });
            }

            next++;
        }

        return numbered;
    }

    /// <summary>A server's options without its number.</summary>
    public static IEnumerable<string> Others(Server server)
    {
        int at = server.Options.ToList().LastIndexOf(Option);
        return at < 0 ? server.Options : server.Options.Where((_, i) => i != at && i != at + 1);
    }

    private static int? OwnNumber(Server server)
    {
        int at = server.Options.ToList().LastIndexOf(Option);
        return at >= 0 && at + 1 < server.Options.Count && int.TryParse(server.Options[at + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
    }
}
