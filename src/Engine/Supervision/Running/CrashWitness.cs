using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Supervision.Running;

/// <summary>Sees who ends the process, as far as that can be seen from within, and writes it into the note: an exception that nobody catches, and <c>Environment.Exit</c>.</summary>
/// <remarks>A stack overflow, <c>Environment.FailFast</c> and a signal end the process without a word. There, what the note says was running is all that is known.</remarks>
internal sealed class CrashWitness : IDisposable
{
    private readonly RunningNote note;
    private readonly Suspects suspects;
    private readonly Action restart;
    private readonly ILogger log;

    // When nobody catches an exception, its thread does not know any more whose code it ran.
    private readonly ConditionalWeakTable<Exception, RunningCode> origins = [];
    private bool isExpected;

    /// <param name="restart">Puts a new process in this one's place, and returns only if it cannot.</param>
    public CrashWitness(RunningNote note, Suspects suspects, Action restart, ILogger log)
    {
        (this.note, this.suspects, this.restart, this.log) = (note, suspects, restart, log);
        AppDomain.CurrentDomain.FirstChanceException += Remember;
        AppDomain.CurrentDomain.ProcessExit += SeeExit;
    }

    /// <summary>An exception ends the process. When it is a plugin's, a new process takes this one's place and skips that code.</summary>
    public void SeeUncaught(Exception exception)
    {
        isExpected = true;
        if (CulpritOf(exception) is not { } culprit)
        {
            // A fault of the engine's own: no plugin is to blame.
            note.Finish(exceptHung: false);
            return;
        }

        culprit.Mark(NoteMark.Threw, Describe(exception));
        Log.EndsProcess(log, culprit.Code.ToString(), $"threw an exception that nobody caught: {Describe(exception)}");
        Restart(culprit.Code);
    }

    /// <summary>The engine has ended in an orderly way: the end of the process is nobody's fault.</summary>
    public void Dispose()
    {
        isExpected = true;
        AppDomain.CurrentDomain.FirstChanceException -= Remember;
        AppDomain.CurrentDomain.ProcessExit -= SeeExit;
    }

    private void Remember(object? sender, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs thrown)
    {
        if (note.Current is { } code)
        {
            origins.TryAdd(thrown.Exception, code);
        }
    }

    private void SeeExit(object? sender, EventArgs nothing)
    {
        if (isExpected || note.MarkAtExit() is not [var first, ..] onThreads)
        {
            return;
        }

        string names = string.Join(" or ", onThreads.Select(code => code.Code));
        Log.EndsProcess(log, names, "called Environment.Exit");
        Restart(first.Code);
    }

    private void Restart(PluginCode culprit)
    {
        if (suspects.TryRestart(culprit.ToString()))
        {
            restart();
        }
    }

    private RunningCode? CulpritOf(Exception exception)
    {
        if (origins.TryGetValue(exception, out RunningCode? origin))
        {
            return origin;
        }

        // A thread that was started without its context: the plugin is still on the stack, which part of it ran is not known.
        string? plugin = new StackTrace(exception).GetFrames().Select(PluginOf).FirstOrDefault(name => name is not null);
        return plugin is null ? null : note.Begin(suspects.WithContent(new PluginCode(plugin, PluginPart.Registration)));
    }

    // Plugins are loaded into contexts that have the names of their files; a file name of an assembly is told without its ending.
    private static string? PluginOf(StackFrame frame) =>
        frame.GetMethod()?.Module.Assembly is { } assembly && AssemblyLoadContext.GetLoadContext(assembly) is { Name: { } name } context && context != AssemblyLoadContext.Default
            ? name.EndsWith(".csx", StringComparison.Ordinal) ? name : $"{name}.dll"
            : null;

    private static string Describe(Exception exception)
    {
        StackFrame? frame = new StackTrace(exception, fNeedFileInfo: true).GetFrames().FirstOrDefault(each => each.GetFileLineNumber() > 0 && PluginOf(each) is not null);
        string place = frame is null ? "" : $" (at {Path.GetFileName(frame.GetFileName())}:{frame.GetFileLineNumber()})";
        return SecretMask.Process.Apply($"{exception.GetType().Name}: {exception.Message}{place}");
    }
}
