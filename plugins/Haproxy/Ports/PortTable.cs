using System.Net;
using System.Text.RegularExpressions;
using Basenode.Haproxy.Model;
using Basenode.Plugins;
using Microsoft.Extensions.Logging;

namespace Basenode.Haproxy.Ports;

/// <summary>Answers templates that ask whether HAProxy can have a port of localhost, so that one that it cannot have costs its own listener only.</summary>
/// <remarks>
/// A port is looked at when it is asked for. One that is not free is looked at again every two seconds, and the template is rendered again when it is. What HAProxy was confirmed
/// to bind is its own. When a reload finds a port taken that was free a moment before, it says so here.
/// </remarks>
internal sealed partial class PortTable : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(2);
    private const int MostNamed = 5;
    private readonly Lock gate = new();
    private readonly Dictionary<int, string> taken = [];
    private readonly AskedPorts asked;
    private readonly TimeProvider time;
    private readonly ITimer timer;
    private readonly ILogger log;
    private ListeningProcesses? processes;
    private long processesAt;

    public PortTable(TimeProvider time, ILogger log)
    {
        (this.time, this.log, asked) = (time, log, new AskedPorts(time));
        timer = time.CreateTimer(_ => LookAgain(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised when templates are to ask again.</summary>
    public ChangeNotice Notice { get; } = new();

    /// <summary>Grows when a template is to ask again: an answer became another one, or it is not sure which ports are still wanted.</summary>
    public long Revision { get; private set; }

    /// <summary>What HAProxy was confirmed to bind; null while that is not known.</summary>
    public IReadOnlyList<Bind>? Known { get; set; }

    /// <summary>HAProxy's master, when it was seen last; null while it was not.</summary>
    public int? Master { get; set; }

    /// <summary>Which listeners are left out, and why; null for none.</summary>
    public string? Problem
    {
        get
        {
            lock (gate)
            {
                string[] all = [.. taken.Where(entry => asked.IsWanted(entry.Key)).OrderBy(entry => entry.Key).Select(entry => entry.Value)];
                return all.Length == 0 ? null
                    : $"{(all.Length == 1 ? "a listener was skipped, because HAProxy cannot use its port" : "listeners were skipped, because HAProxy cannot use their ports")}: {string.Join(", ", all.Take(MostNamed))}{(all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "")}";
            }
        }
    }

    /// <summary>Whether HAProxy can have a port of localhost.</summary>
    public bool IsFree(int port)
    {
        lock (gate)
        {
            return asked.Ask(port, () => Look(port));
        }
    }

    /// <summary>Takes what a reload found out. Ports that no template has asked for are not this table's.</summary>
    public void Report(IEnumerable<PortConflict> conflicts)
    {
        lock (gate)
        {
            PortConflict[] news = [.. conflicts.Where(conflict => asked.IsKnown(conflict.Endpoint.Port) && !taken.ContainsKey(conflict.Endpoint.Port))];
            Array.ForEach(news, conflict => Take(conflict.Endpoint.Port, conflict.Why));
            if (news.Length == 0)
            {
                return;
            }

            Revision++;
        }

        Notice.Raise();
    }

    /// <summary>The ports that HAProxy itself says it could not bind.</summary>
    public static IEnumerable<PortConflict> In(string words) =>
        from Match match in CannotBind().Matches(words)
        let endpoint = IPEndPoint.TryParse(match.Groups[1].Value, out IPEndPoint? parsed) ? parsed : null
        where endpoint is not null
        select new PortConflict(endpoint, $"{endpoint} could not be bound by HAProxy");

    public void Dispose() => timer.Dispose();

    // A template asks for many ports at one moment. The kernel lists HAProxy by another name where it was started through something else.
    private ListeningProcesses Processes()
    {
        if (processes is null || time.GetElapsedTime(processesAt) > Moment)
        {
            string name = Master is { } process && SocketOwners.NameOf(process) is { } known ? known : "haproxy";
            (processes, processesAt) = (new ListeningProcesses([], name), time.GetTimestamp());
        }

        return processes;
    }

    private bool Look(int port)
    {
        if (taken.ContainsKey(port))
        {
            return false;
        }

        if (Known?.Any(bind => bind.FirstPort <= port && port <= bind.LastPort) is true || PortPreflight.Judge(Localhost(port), Known, Processes()) is not { } why)
        {
            return true;
        }

        Take(port, why);
        return false;
    }

    private static IPEndPoint Localhost(int port) => new(IPAddress.Loopback, port);

    private void Take(int port, string why)
    {
        taken[port] = why;
        log.PortTaken(why);
        timer.Change(Again, Timeout.InfiniteTimeSpan);
    }

    private void LookAgain()
    {
        bool isNews;
        lock (gate)
        {
            processes = null;
            int[] free = [.. taken.Keys.Where(port => PortPreflight.Judge(Localhost(port), Known, Processes()) is null)];
            foreach (int port in free)
            {
                taken.Remove(port);
                log.PortFree(port);
            }

            isNews = free.Length > 0 || asked.TakeRenderDue();
            Revision += isNews ? 1 : 0;
            if (asked.IsCertain)
            {
                Array.ForEach([.. taken.Keys.Where(port => !asked.IsWanted(port))], port => taken.Remove(port));
            }

            if (taken.Count > 0)
            {
                timer.Change(Again, Timeout.InfiniteTimeSpan);
            }
        }

        if (isNews)
        {
            Notice.Raise();
        }
    }

    [GeneratedRegex(@"cannot bind socket[^\[\n]*\[([^\]\n]+)\]")]
    private static partial Regex CannotBind();
}
