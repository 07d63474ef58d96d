namespace Basenode.Engine.Supervision.Running;

/// <summary>Code of a plugin that was started, with what it leaves behind: threads, timers and continuations of its own may run after its call has ended.</summary>
/// <remarks>It is in the note while its call lasts, and later whenever one of those is on a thread.</remarks>
internal sealed class RunningCode(RunningNote note, PluginCode code)
{
    private readonly Lock gate = new();

    // The code itself, and above it the code of another plugin that it calls right now.
    private readonly Stack<PluginCode> calls = new([code]);

    // Where it stands in the note; null while nothing of it runs.
    private int? place;
    private NoteMark mark = NoteMark.Running;
    private int threads;
    private bool hasEnded;

    /// <summary>The innermost code.</summary>
    public PluginCode Code
    {
        get
        {
            lock (gate)
            {
                return calls.Peek();
            }
        }
    }

    /// <summary>Whether it is on a thread right now, and does not only wait for something.</summary>
    public bool IsOnThread
    {
        get
        {
            lock (gate)
            {
                return threads > 0;
            }
        }
    }

    /// <summary>Whether its call was given up.</summary>
    public bool IsHung
    {
        get
        {
            lock (gate)
            {
                return mark is NoteMark.Hung;
            }
        }
    }

    /// <summary>The call begins.</summary>
    public void Begin()
    {
        lock (gate)
        {
            Write();
        }
    }

    /// <summary>The call has ended.</summary>
    public void End()
    {
        lock (gate)
        {
            hasEnded = true;
            mark = mark is NoteMark.Hung ? NoteMark.Running : mark;
            ClearWhenIdle();
        }
    }

    /// <summary>Changes what the note says about it.</summary>
    /// <param name="reason">What was seen of a culprit.</param>
    public void Mark(NoteMark mark, string reason = "")
    {
        lock (gate)
        {
            // One that has ended after all does not hang.
            if (!hasEnded || mark is not NoteMark.Hung)
            {
                this.mark = mark;
                Write(reason);
            }
        }
    }

    /// <summary>It calls code of another plugin: until that is left, it is that code which runs.</summary>
    public void Push(PluginCode other)
    {
        lock (gate)
        {
            calls.Push(other);
            Write();
        }
    }

    /// <summary>The call of another plugin's code has ended.</summary>
    public void Pop()
    {
        lock (gate)
        {
            calls.Pop();
            Write();
        }
    }

    /// <summary>A thread begins to run it, or something that it has left behind.</summary>
    public void Enter()
    {
        lock (gate)
        {
            threads++;
            if (place is null)
            {
                Write();
            }
        }
    }

    /// <summary>A thread is done with it for now.</summary>
    public void Leave()
    {
        lock (gate)
        {
            threads--;
            ClearWhenIdle();
        }
    }

    private void Write(string reason = "")
    {
        place = note.Write(place, new NoteLine(mark, calls.Peek(), reason));
        note.Show(this);
    }

    // What ends the process stays in the note, whatever of it is still on its way.
    private void ClearWhenIdle()
    {
        if (hasEnded && threads == 0 && place is { } taken && mark is NoteMark.Running)
        {
            note.Clear(taken);
            place = null;
            note.Hide(this);
        }
    }
}

/// <summary>Names a piece of a plugin's code for the watchdog, the log and the note about what is running.</summary>
/// <param name="Plugin">The plugin's file name: <c>web.csx</c>.</param>
/// <param name="Part">Which part of it runs.</param>
/// <param name="Name">Which one of several: a check's or target's name; empty where there is one.</param>
internal readonly record struct PluginCode(string Plugin, PluginPart Part, string Name = "")
{
    /// <summary>Names the content of the plugin's files. Empty for the version that serves, which the stages do not know.</summary>
    public string Content { get; init; } = "";

    /// <summary>The object that is called, where one is kept: after an edit it is another one, and that may run though the one before hangs.</summary>
    public object? Version { get; init; }

    /// <summary><c>web.csx: Variables</c>, <c>web.csx: check nginx</c>.</summary>
    public override string ToString() => $"{Plugin}: {Part switch
    {
        PluginPart.Registration => "registration",
        PluginPart.Variables => "Variables",
        PluginPart.Rendering => "rendering",
        PluginPart.Check => "check",
        PluginPart.Reload => "reload",
        PluginPart.Description => "description by reload",
        _ => "Dispose",
    }}{(Name.Length > 0 ? $" {Name}" : "")}";
}

/// <summary>The parts of a plugin that the engine calls.</summary>
internal enum PluginPart
{
    /// <summary>The script's statements, or <c>IPlugin.Register</c>.</summary>
    Registration,

    /// <summary>The code of <c>Variables(…)</c>, and lazy values of variables.</summary>
    Variables,

    /// <summary>A target's content, or a template function while a template renders.</summary>
    Rendering,

    /// <summary>A check.</summary>
    Check,

    /// <summary>A reload action.</summary>
    Reload,

    /// <summary>What a reload action tells of its program when somebody asks.</summary>
    Description,

    /// <summary>The end of a version that was replaced or removed.</summary>
    Disposal,
}
