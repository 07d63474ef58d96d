// An engine that only delivers, to be killed by a test at any point: basenode-delivery FOLDER TEXT [TIMES]
// Writes TEXT, or TEXT-1, TEXT-2 … TEXT-TIMES, to FOLDER/out/a and FOLDER/out/b, checked by FOLDER/check.sh and made known by FOLDER/reload.sh.
using System.Globalization;
using Basenode.Engine.Configuration;
using Basenode.Engine.Delivery;
using Basenode.Engine.Model;
using Basenode.Engine.Supervision;
using Basenode.Engine.Supervision.Running;
using Basenode.Plugins;
using Microsoft.Extensions.Logging.Abstractions;

string folder = args[0];
await using var stage = new DeliveryStage(
    new EngineSettings { DataFolder = Path.Join(folder, "data") },
    new ChangeSignal(),
    new Watchdog(TimeProvider.System),
    new RetryClock(TimeProvider.System, new Random()),
    NullLogger.Instance);
var check = new CommandAction(["sh", Path.Join(folder, "check.sh"), "{{ candidate }}", "{{ target }}"], null, null);
var reload = new CommandAction(["sh", Path.Join(folder, "reload.sh")], null, null);
int times = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
for (int i = times == 0 ? 0 : 1; i <= times; i++)
{
    string text = times == 0 ? args[1] : $"{args[1]}-{i}";
    RenderedTarget[] rendered = [.. new[] { "a", "b" }.Select(name => new RenderedTarget
    {
        Target = new TargetDefinition
        {
            Name = name, Plugin = "test", Destination = Path.Join(folder, "out", name), Check = check, Reload = reload,
        },
        Text = $"{name} {text}\n",
    })];
    stage.Deliver(stage.Compare([.. rendered], Contributions.Empty), () => null);
    await stage.IdleAsync(CancellationToken.None);
    stage.TakeFinished();
    foreach (TargetReport report in stage.Reports)
    {
        Console.WriteLine($"{report.Target} {report.Outcome} {report.Message}");
    }
}
