using System.CommandLine;
using Basenode.Engine;
using Basenode.Engine.Supervision.Running;
using Serilog.Events;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode probe</c>, which the engine itself starts: runs code of a plugin that is suspected of having ended the engine. If it ends a process, then this one.</summary>
internal static class ProbeCommand
{
    public static Command Create(Session session)
    {
        var plugin = new Option<string>("--plugin") { Required = true };
        var part = new Option<PluginPart>("--part") { Required = true };
        var name = new Option<string>("--name") { DefaultValueFactory = _ => "" };
        var content = new Option<string>("--content") { DefaultValueFactory = _ => "" };
        var command = new Command("probe", "Run a plugin that is suspected of having ended the engine.") { plugin, part, name, content };
        command.Hidden = true;
        command.SetAction((parsed, cancellationToken) =>
        {
            var code = new PluginCode(parsed.GetRequiredValue(plugin), parsed.GetRequiredValue(part), parsed.GetRequiredValue(name))
            {
                Content = parsed.GetRequiredValue(content),
            };
            return session.WithEngineAsync(parsed, LogEventLevel.Fatal, new EngineRole(Tested: code), async engine =>
            {
                session.Host.Out.Line(SuspectTest.Begun);
                session.Host.Out.Flush();
                session.Host.Out.Line(await new CommandRuns(engine).TestAsync(cancellationToken) ? SuspectTest.Survived : SuspectTest.Hung);
                return ExitCodes.Success;
            });
        });
        return command;
    }
}
