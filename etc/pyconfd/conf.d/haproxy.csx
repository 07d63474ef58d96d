// HAProxy on localhost: whoever connects to localhost:7101 reaches a healthy PostgreSQL, wherever it runs.
// What the file looks like is up to templates/haproxy.cfg.sbn; which ports there are is decided here.
using Microsoft.Extensions.Logging;

// Service → port on localhost. A further service is one more line.
var ports = new Dictionary<string, int>
{
    ["postgresql"] = 7101,
};

// A service may also ask for a port itself: tags [ "basenode" ] and meta { "basenode_port": "7180" } in its registration.
// Whoever may register a service may ask, so a port must not be privileged, nor one of the table above, nor one of Consul's own.
const string Tag = "basenode";
const string Wish = "basenode_port";
const int LowestWish = 1024;
int[] reserved = [8300, 8301, 8302, 8500, 8501, 8502, 8503, 8600];

// Only the table's services and those with the tag are read, so that it does not matter how many others the cluster has. Without the tag nobody sees a basenode_port.
// [plugins.haproxy] ports_from_all = true in basenode.toml reads every service, and the tag is not needed.
bool portsFromAll = Settings.Flag("ports_from_all", false);

const string Configuration = "/etc/haproxy/haproxy.cfg";

Target("haproxy",
    template:    "haproxy.cfg.sbn",
    destination: Configuration,
    check:       Use("haproxy"),
    reload:      Use("haproxy"));

// Beside the file, in a folder that the engine may write to and HAProxy may read.
Variable("server_states", Configuration + ".states");
Variable("admin_socket", Settings.Text("admin_socket", "/run/haproxy/admin.sock"));

var table = ports.ToDictionary(entry => entry.Value, entry => entry.Key);    // fails here when the table has a port twice
var refused = new HashSet<string>();

Variables(async cluster =>
{
    var services = await cluster.Services();

    // Whatever their health: a listener comes and goes with the registration, not with a check, so that a service that flaps is a change of servers and never a reload.
    var asking = new List<Instance>();
    foreach (var service in services.Where(service => portsFromAll || service.Tags.Contains(Tag)))
    {
        asking.AddRange(await cluster.Service(service.Name, passing: false));
    }

    // A service that is not registered is not read: Consul would answer again at each change of any service.
    var names = services.Select(service => service.Name).ToHashSet();
    var listeners = new List<object>();
    foreach (var (port, service) in table.Concat(Granted(asking)).OrderBy(listener => listener.Key))
    {
        listeners.Add(new { Port = port, Service = service, Servers = names.Contains(service) ? await cluster.Service(service) : [] });
    }

    return new { Listeners = listeners };
});

// Port → service, of the services that get the port that they ask for. What is refused is said.
Dictionary<int, string> Granted(List<Instance> asking)
{
    var wishes =
        from instance in asking
        where instance.Meta.ContainsKey(Wish)
        select (Service: instance.Name, Port: instance.Meta[Wish]);
    var wanted = (
        from wish in wishes.Distinct()
        group wish.Service by wish.Port into port
        select new { Text = port.Key, Services = port.ToList(), Refusal = Refusal(port.Key, port.ToList()) }).ToList();

    Report(from wish in wanted
           where wish.Refusal is not null
           select $"{Wish} {Printable(wish.Text)} of {string.Join(", ", wish.Services.Select(Printable))} is refused: {wish.Refusal}");

    return wanted.Where(wish => wish.Refusal is null).ToDictionary(wish => Number(wish.Text)!.Value, wish => wish.Services.Single());
}

// Why a port is not opened; null when it is. Of two services that want the same port neither gets it: none can take it from the other.
string? Refusal(string text, List<string> services) => Number(text) switch
{
    null => "it is no port number",
    < LowestWish => $"ports below {LowestWish} are not for services to ask for",
    int port when table.TryGetValue(port, out string? owner) => $"the script gives this port to {owner}",
    int port when reserved.Contains(port) => "this port is Consul's",
    _ => services.Count > 1 ? "several services ask for it" : null,
};

// In one form only, so that 7180 and 07180 cannot be two wishes.
int? Number(string text) => ushort.TryParse(text, out ushort number) && number.ToString() == text ? number : null;

// Says each refusal once, and again when it comes back. The others go on.
void Report(IEnumerable<string> refusals)
{
    var now = refusals.ToHashSet();
    foreach (string refusal in now.Except(refused))
    {
        Log.LogWarning("{Refusal}", refusal);
    }

    refused = now;
}

// Names and meta are as registered, by whomever: no line break gets into the log.
string Printable(string text) => string.Concat(text.Take(64).Select(letter => letter is >= ' ' and <= '~' ? letter : '?'));
