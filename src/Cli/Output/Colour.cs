namespace Basenode.Cli.Output;

/// <summary>A colour of the terminal's own palette.</summary>
internal enum Colour
{
    None = 0,
    Bold = 1,
    Faint = 2,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Cyan = 36,
}
