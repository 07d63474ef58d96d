using Basenode.Cli.Output;
using Basenode.Engine;
using Basenode.Engine.FileSystem;
using Basenode.Engine.Plugins.Scripts;

namespace Basenode.Cli;

/// <summary>The <c>basenode</c> executable.</summary>
internal static class Program
{
    // Looks first whether there are enough descriptors: each assembly that is loaded keeps one, and where none is left the runtime's errors say anything but that.
    private static Task<int> Main(string[] arguments)
    {
        if (OpenFileLimit.Problem(OpenFileLimit.Read()) is not { } problem)
        {
            return RunAsync(arguments);
        }

        RawError.Write($"basenode: {problem}\n");
        return Task.FromResult(ExitCodes.Failure);
    }

    private static async Task<int> RunAsync(string[] arguments)
    {
        // A script's compiler, started by the engine itself: a request on stdin, a result on stdout, nothing else.
        if (arguments is ["compile", "--worker"])
        {
            return await ScriptCompilerProgram.RunAsync(Console.In, Console.Out);
        }

        using CommandHost host = CommandHost.ForConsole();
        AppDomain.CurrentDomain.UnhandledException += (_, fault) =>
        {
            // On a thread that nobody awaits. The runtime's own words would be a stack trace and a core dump.
            if (fault.ExceptionObject is Exception exception)
            {
                host.Uncaught?.Invoke(exception);
            }

            host.Error.Line(Colour.Red, Failure.Describe(fault.ExceptionObject, host.Verbose));
            host.Error.Flush();
            Environment.Exit(ExitCodes.Unexpected);
        };
        using var signals = new Signals();
        int code = await CommandLine.RunAsync(arguments, host, signals.Stop);
        if (code == Daemon.AsksForRestart && !signals.Stop.IsCancellationRequested)
        {
            host.Error.Flush();
            ProcessRestart.Replace();
        }

        return code;
    }
}
