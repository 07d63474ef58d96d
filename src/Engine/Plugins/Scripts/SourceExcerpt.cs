namespace Basenode.Engine.Plugins.Scripts;

/// <summary>Messages about a place in a script: <c>file:line:col: message</c>, with the source line and a caret below.</summary>
internal static class SourceExcerpt
{
    private const int LongestLine = 200;

    /// <summary>A message with its place and the source line.</summary>
    /// <param name="text">The whole source; null when it is not known.</param>
    /// <param name="line">Counted from 1.</param>
    /// <param name="column">Counted from 1; 0 for the whole line.</param>
    public static string Message(string path, string? text, int line, int column, string message)
    {
        string place = column > 0 ? $"{path}:{line}:{column}" : $"{path}:{line}";
        string? source = text?.Split('\n').ElementAtOrDefault(line - 1)?.TrimEnd('\r');
        if (string.IsNullOrWhiteSpace(source) || source.Length > LongestLine)
        {
            return $"{place}: {message}";
        }

        // Tabs stay tabs, so that the caret stands below its character however wide they are shown.
        string caret = column > 0 && column <= source.Length + 1
            ? $"\n    {string.Concat(source.Take(column - 1).Select(character => character == '\t' ? '\t' : ' '))}^"
            : "";
        return $"{place}: {message}\n    {source}{caret}";
    }
}
