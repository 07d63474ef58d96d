namespace Basenode.Cli.Output;

/// <summary>One line of a unified diff.</summary>
/// <param name="Kind"><c>-</c>, <c>+</c>, a space, <c>@</c> for a hunk's header, <c>\</c> for the mark of a missing last line break.</param>
/// <param name="Text">The whole line with its sign, as <c>patch</c> reads it.</param>
internal readonly record struct DiffLine(char Kind, string Text);
