namespace Basenode.Engine.Supervision;

/// <summary>Code of a plugin that was started, with what it leaves behind: threads, timers and continuations of its own may run after its call has ended.</summary>
/// <remarks>It is in the note while its call lasts, and later whenever one of those is on a thread.</remarks>
internal sealed class RunningCode(RunningNote note, PluginCode code)
{
    private readonly Lock gate = new();

    // The code itself, and the functions of other plugins that it has called.
    private readonly List<PluginCode> codes = [code];

    // Where it stands in the note; nowhere while nothing of it runs.
    private readonly List<int> places = [];
    private NoteMark mark = NoteMark.Running;
    private int threads;
    private bool hasEnded;

    /// <summary>The code.</summary>
    public PluginCode Code => code;

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
            (hasEnded, mark) = (true, NoteMark.Running);
            ClearWhenIdle();
        }
    }

    /// <summary>Changes what the note says about it.</summary>
    /// <param name="reason">What was seen of a culprit.</param>
    public void Mark(NoteMark mark, string reason = "")
    {
        lock (gate)
        {
            if (hasEnded && mark is NoteMark.Hung)
            {
                // It has returned after all.
                return;
            }

            this.mark = mark;
            Clear();
            Write(reason);
        }
    }

    /// <summary>It calls code of another plugin. That stays in the note for as long as this: a template may call one function ten thousand times.</summary>
    public void Include(PluginCode other)
    {
        lock (gate)
        {
            if (!codes.Contains(other))
            {
                codes.Add(other);
                places.Add(note.Write(new NoteLine(mark, other)));
            }
        }
    }

    /// <summary>A thread begins to run it, or something that it has left behind.</summary>
    public void Enter()
    {
        lock (gate)
        {
            threads++;
            if (places.Count == 0)
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

    private void ClearWhenIdle()
    {
        if (hasEnded && threads == 0)
        {
            Clear();
            note.Hide(this);
        }
    }

    private void Write(string reason = "")
    {
        places.AddRange(codes.Select(each => note.Write(new NoteLine(mark, each, reason))));
        note.Show(this);
    }

    private void Clear()
    {
        places.ForEach(note.Clear);
        places.Clear();
    }
}
