namespace Basenode.Haproxy.Model;

/// <summary>One line of a configuration that says something, as HAProxy splits it into words.</summary>
/// <param name="Words">At least one. Quotes and escapes are undone; <c>$VARIABLE</c> stays as it is written, since only HAProxy knows its value.</param>
/// <param name="Line">Where it stands in the file, counted from 1.</param>
internal sealed record Directive(IReadOnlyList<string> Words, int Line)
{
    /// <summary>The first word.</summary>
    public string Keyword => Words[0];

    /// <summary>Whether it is one of the preprocessor's (<c>.if</c>, <c>.else</c>, <c>.notice</c> …), whose meaning depends on where HAProxy runs.</summary>
    public bool IsPreprocessor => Keyword.StartsWith('.');

    /// <summary>Whether it says the same as another one, wherever that stands.</summary>
    public bool SaysTheSameAs(Directive other) => Words.SequenceEqual(other.Words, StringComparer.Ordinal);
}
