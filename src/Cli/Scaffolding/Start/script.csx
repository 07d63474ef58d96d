// __NAME__: one target, a file that basenode keeps up to date. basenode loads edits of this script while it runs.
// Try it without changing anything:  basenode preview __NAME__

Target("__NAME__",
    template:    "__NAME__.sbn",                  // from __ETC__/templates or a --templates folder
    destination: "/etc/__NAME__.conf");           // the file to write
//  check:       Run("nginx -t -c {{ candidate }}"),        // accepts or refuses the new file before it is put in place
//  reload:      Run("systemctl reload nginx"),             // makes the program use the new file; or Use("haproxy"), which a plugin registered
//  mode:        "0640", owner: "root", group: "adm");

// A fixed variable for all templates.
Variable("__VARIABLE___greeting", Environment.GetEnvironmentVariable("GREETING") ?? "hello");

// Variables made from the cluster, for this target alone. This runs again whenever something that it read has changed.
Variables(async cluster =>
{
    var services = await cluster.Services();      // also: Service(name), Instances(), Nodes(), Key(path), Keys(prefix) …
    return new { service_count = services.Count };
}, target: "__NAME__");

// A function for templates:  {{ shout "hello" }}
// Function("shout", (string text) => text.ToUpperInvariant());
