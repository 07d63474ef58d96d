using System.Runtime.InteropServices;
using System.Text;

namespace Basenode.Cli.Output.Live;

/// <summary>A screen of its own on the terminal, which shows one frame after the other. However the process ends by itself or by a signal, the terminal is as before.</summary>
/// <remarks>A frame is one write over the last one, so that nothing flickers. Ctrl-Z gives the terminal back for as long as the process sleeps.</remarks>
internal sealed class LiveScreen : IDisposable
{
    // Another screen, without a cursor, where what is too wide is not folded.
    private const string Enter = "\e[?1049h\e[?25l\e[?7l";
    private const string Leave = "\e[?7h\e[?25h\e[?1049l";
    private static readonly (int Columns, int Rows) UsualSize = (80, 24);

    private readonly Lock gate = new();
    private readonly Stream stream;
    private readonly TerminalDevice device = new();
    private readonly PosixSignalRegistration[] signals;
    private ScreenFrame frame = ScreenFrame.Empty;
    private string painted = "";
    private int top;
    private bool isShown;

    /// <summary>Takes the terminal.</summary>
    /// <param name="stream">Where frames are written to.</param>
    /// <param name="quit">Called when a person asks for the end by a key.</param>
    public LiveScreen(Stream stream, Action quit)
    {
        this.stream = stream;
        signals =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => Repaint()),
            PosixSignalRegistration.Create(PosixSignal.SIGTSTP, _ => GiveBack()),
            PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Take()),
        ];
        AppDomain.CurrentDomain.ProcessExit += OnExit;
        if (Take())
        {
            var keys = new Thread(() => ReadKeys(quit)) { IsBackground = true, Name = "keys" };
            keys.Start();
        }
    }

    /// <summary>Shows a frame in the place of the last one.</summary>
    public void Show(ScreenFrame next)
    {
        lock (gate)
        {
            frame = next;
            Paint();
        }
    }

    public void Dispose()
    {
        Array.ForEach(signals, signal => signal.Dispose());
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        GiveBack();
    }

    private void OnExit(object? sender, EventArgs e) => GiveBack();

    // Whether somebody can type.
    private bool Take()
    {
        lock (gate)
        {
            bool isSilent = device.Silence();
            if (!isShown)
            {
                Write(Enter);
            }

            (isShown, painted) = (true, "");
            Paint();
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
                Write(Leave);
                device.Restore();
            }
        }
    }

    private void Repaint()
    {
        lock (gate)
        {
            painted = "";
            Paint();
        }
    }

    private void Move(Func<int, int> to)
    {
        lock (gate)
        {
            top = to(top);
            Paint();
        }
    }

    private void Paint()
    {
        (int columns, int rows) = TerminalDevice.Size ?? UsualSize;
        top = Math.Clamp(top, 0, frame.LastTop(rows));
        string text = frame.Text(columns, rows, top);
        if (isShown && frame != ScreenFrame.Empty && text != painted)
        {
            painted = text;
            Write(text);
        }
    }

    private void Write(string text)
    {
        stream.Write(Encoding.UTF8.GetBytes(text));
        stream.Flush();
    }

    private void ReadKeys(Action quit)
    {
        using Stream input = Console.OpenStandardInput();
        byte[] typed = new byte[64];
        while (input.Read(typed) is > 0 and int read)
        {
            switch (Encoding.ASCII.GetString(typed, 0, read))
            {
                case "q":
                    quit();
                    break;
                case "j" or "\e[B" or "\eOB":
                    Move(at => at + 1);
                    break;
                case "k" or "\e[A" or "\eOA":
                    Move(at => at - 1);
                    break;
                case " " or "\e[6~":
                    Move(at => at + Page);
                    break;
                case "b" or "\e[5~":
                    Move(at => at - Page);
                    break;
                case "g" or "\e[H":
                    Move(_ => 0);
                    break;
                case "G" or "\e[F":
                    Move(_ => int.MaxValue);
                    break;
            }
        }
    }

    private int Page => frame.Body((TerminalDevice.Size ?? UsualSize).Rows);
}
