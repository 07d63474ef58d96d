using System.CommandLine;
using Basenode.Cli.Output;
using Basenode.Cli.Scaffolding;
using Basenode.Engine.Configuration;

namespace Basenode.Cli.Commands;

/// <summary><c>basenode new target|script|template|plugin NAME</c></summary>
internal static class NewCommand
{
    public static Command Create(Session session)
    {
        var command = new Command("new", "Create files to start from, with comments.");
        command.Add(Kind("target", "Create a script, its template and a test case that passes: conf.d/NAME.csx, templates/NAME.sbn and tests/NAME in the etc folder.", session, StartingPoint.Target));
        command.Add(Kind("script", "Create conf.d/NAME.csx in the etc folder, and templates/NAME.sbn unless it exists.", session, StartingPoint.Script));
        command.Add(Kind("template", "Create templates/NAME.sbn in the etc folder.", session, StartingPoint.Template));
        command.Add(Kind("plugin", "Create a project in ./NAME that builds a plugin assembly.", session, StartingPoint.Plugin));
        return command;
    }

    private static Command Kind(string name, string description, Session session, Func<StartingPlace, StartingPoint> make)
    {
        var argument = new Argument<string>("NAME") { Description = "Lower-case letters, digits, - and _; begins with a letter" };
        var command = new Command(name, description) { argument };
        command.SetAction(parsed => session.Settings(parsed) is { } settings
            ? Write(session, settings, parsed.GetRequiredValue(argument), make)
            : ExitCodes.Failure);
        return command;
    }

    private static int Write(Session session, EngineSettings settings, string name, Func<StartingPlace, StartingPoint> make)
    {
        if (StartingPlace.Problem(name) is { } problem)
        {
            session.Tell([problem]);
            return ExitCodes.Failure;
        }

        StartingPoint start = make(new StartingPlace(name, settings.EtcFolder, session.Host.WorkingFolder));
        if (start.Write() is { } failure)
        {
            session.Tell([failure]);
            return ExitCodes.Failure;
        }

        foreach (string path in start.Files.Keys)
        {
            session.Host.Out.Line(Colour.Green, $"wrote {path}");
        }

        session.Host.Out.Line($"next: {start.Next}");
        return ExitCodes.Success;
    }
}
