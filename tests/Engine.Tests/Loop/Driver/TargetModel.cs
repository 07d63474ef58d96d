namespace Basenode.Engine.Tests.Loop.Driver;

/// <summary>What the test knows of one target: what its text must be, and what stands against it.</summary>
internal sealed class TargetModel(string name)
{
    private const int Lines = 30;

    public string Name => name;

    /// <summary>The code that makes its text or is called by its template; null for a plain template.</summary>
    public ScriptedCode? Rendering { get; init; }

    /// <summary>Whether a template makes its text.</summary>
    public bool HasTemplate { get; init; }

    /// <summary>Whether its text has the number that all targets of a lane share.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Whether its text has a variable.</summary>
    public bool HasVariable { get; init; }

    /// <summary>Its check; null for none.</summary>
    public ScriptedCode? Check { get; init; }

    /// <summary>The reloads that it may have, by name; null for none.</summary>
    public required IReadOnlyList<string?> Reloads { get; init; }

    /// <summary>The place of its present reload among them.</summary>
    public int Lane { get; set; }

    public string? Reload => Reloads[Lane % Reloads.Count];

    /// <summary>What stands for its lane: its reload, or itself.</summary>
    public string LaneName => Reload ?? $"own lane of {name}";

    public bool IsDeclared { get; set; } = true;

    public bool IsMisowned { get; set; }

    public bool IsBroken { get; set; }

    public bool SharesDestination { get; set; }

    public int Edit { get; set; }

    public int Key { get; set; }

    /// <summary>Texts that somebody else has put in its place.</summary>
    public HashSet<string> Foreign { get; } = [];

    /// <summary>Whether somebody has edited the file since it was last seen to be right.</summary>
    public bool WasTouched { get; set; }

    /// <summary>Whether it joined or left its lane since it was last seen to be right.</summary>
    public bool IsNew { get; set; }

    /// <summary>What went wrong around it since it was last seen to be right. While this is not empty nobody can say when it will be right.</summary>
    public Causes Causes { get; set; }

    /// <summary>The lanes that it was in since then, and their codes.</summary>
    public HashSet<ScriptedCode> Touched { get; } = [];

    /// <summary>Its whole text: one line many times, so that two mixed texts would show.</summary>
    public static string Whole(string line) => string.Concat(Enumerable.Repeat($"{line}\n", Lines));

    /// <summary>The line of a text; null when it is not one whole text.</summary>
    public static string? LineOf(string text)
    {
        string line = text.Split('\n')[0];
        return text == Whole(line) ? line : null;
    }

    /// <summary>The line that it must have.</summary>
    public string Line(int generation, string variable) =>
        $"{name} e{Edit} k{Key}{(HasGeneration ? $" g{generation}" : "")}{(HasVariable ? $" {variable}" : "")}";
}

/// <summary>Why a target may be other than it should.</summary>
[Flags]
internal enum Causes
{
    None = 0,
    Rendering = 1,
    Variables = 2,
    Check = 4,
    Reload = 8,
    Write = 16,
    Pass = 32,
}
