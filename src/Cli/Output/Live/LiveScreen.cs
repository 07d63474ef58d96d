using System.Runtime.InteropServices;

namespace Basenode.Cli.Output.Live;

/// <summary>A screen of its own on the terminal, which shows one frame after the other. However the process ends by itself or by a signal, the terminal is as before.</summary>
/// <remarks>A frame is one write over the last one, so that nothing flickers. Ctrl-Z gives the terminal back for as long as the process sleeps.</remarks>
internal sealed class LiveScreen : IDisposable
{
    // Another screen, without a cursor, where what is too wide is not folded.
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";
    private const string UsualKeypad = "\e[?1l\e>";
    private const string Leave = $"\e[?7h\e[?25h\e[?1049l{UsualKeypad}";

    // After the process was asleep the runtime sets up the terminal itself, at a moment that is not known.
    private static readonly TimeSpan AfterSleep = TimeSpan.FromMilliseconds(100);
    private static readonly (int Columns, int Rows) UsualSize = (80, 24);

    private readonly Lock gate = new();
    private readonly TerminalDevice device = new();
    private readonly PosixSignalRegistration[] signals;
    private readonly Timer wake;
    private bool isOver;
    private (string Title, string Text)? shown;
    private ScreenFrame? frame;
    private string painted = "";
    private (int Columns, int Rows) paintedSize;
    private int top;
    private bool isShown;

    /// <summary>Takes the terminal.</summary>
    /// <param name="quit">Called when a person asks for the end by a key.</param>
    public LiveScreen(Action quit)
    {
        wake = new Timer(_ => Take());
        signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Resize()),
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Sleep),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Wake()),
        ];
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        if (Take())
        {
            var keys = new Thread(() => ReadKeys(quit)) { IsBackground = true, Name = "keys" };
            keys.Start();
        }
    }

    /// <summary>.NET's console puts the keypad into another mode with the first line that a process writes through it. This takes that back.</summary>
    public static void ResetKeypad() => TerminalDevice.Write(UsualKeypad);

    /// <summary>Shows a text in the place of the last one. Where it was scrolled to, it stays.</summary>
    public void Show(string title, string text)
    {
        lock (gate)
        {
            shown = (title, text);
            LayOut();
        }
    }

    public void Dispose()
    {
        Array.ForEach(signals, signal => signal.Dispose());
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        End();
        wake.Dispose();
    }

    private void OnExit(object? sender, EventArgs e) => End();

    private void End()
    {
        lock (gate)
        {
            GiveBack();
            isOver = true;
        }
    }

    // The runtime does not put the process to sleep once it has called a handler.
    private void Sleep(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (TerminalDevice.HasShell)
        {
            GiveBack();
            TerminalDevice.Sleep();
        }
    }

    private void Wake()
    {
        Take();
        wake.Change(AfterSleep, Timeout.InfiniteTimeSpan);
    }

    // Whether somebody can type.
    private bool Take()
    {
        lock (gate)
        {
            if (isOver)
            {
                return false;
            }

            bool isSilent = device.Silence();
            if (!isShown)
            {
                TerminalDevice.Write(Enter);
                painted = "";
            }

            isShown = true;
            LayOut();
            return isSilent;
        }
    }

    private void GiveBack()
    {
        lock (gate)
        {
            if (isShown)
            {
                isShown = false;
                TerminalDevice.Write(Leave);
                device.Restore();
            }
        }
    }

    private void Resize()
    {
        lock (gate)
        {
            LayOut();
        }
    }

    // For the size that the terminal has now; whatever a resize left there is written over.
    private void LayOut()
    {
        if (shown is var (title, text))
        {
            (int, int) size = TerminalDevice.Size ?? UsualSize;
            painted = size == paintedSize ? painted : "";
            (frame, paintedSize) = (new ScreenFrame(title, text, size), size);
            Paint();
        }
    }

    // By so many pages of the screen.
    private void MovePages(int pages)
    {
        lock (gate)
        {
            top += pages * (frame?.Room ?? 0);
            Paint();
        }
    }

    private void MoveTo(Func<int, int> row)
    {
        lock (gate)
        {
            top = row(top);
            Paint();
        }
    }

    private void Paint()
    {
        if (!isShown || frame is null)
        {
            return;
        }

        top = Math.Clamp(top, 0, frame.LastTop);
        string text = frame.Text(top);
        if (text != painted)
        {
            painted = text;
            TerminalDevice.Write(text);
        }
    }

    private void ReadKeys(Action quit)
    {
        while (TerminalDevice.ReadKey() is { Length: > 0 } key)
        {
            switch (key)
            {
                case "q":
                    quit();
                    break;
                case "j" or "\e[B" or "\eOB":
                    MoveTo(row => row + 1);
                    break;
                case "k" or "\e[A" or "\eOA":
                    MoveTo(row => row - 1);
                    break;
                case " " or "\e[6~":
                    MovePages(1);
                    break;
                case "b" or "\e[5~":
                    MovePages(-1);
                    break;
                case "g" or "\e[H" or "\eOH":
                    MoveTo(_ => 0);
                    break;
                case "G" or "\e[F" or "\eOF":
                    MoveTo(_ => int.MaxValue);
                    break;
            }
        }
    }
}
