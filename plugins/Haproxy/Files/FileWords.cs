using System.Buffers;

namespace Basenode.Haproxy.Files;

/// <summary>What of files may become part of a command to the running HAProxy.</summary>
internal static class FileWords
{
    private static readonly SearchValues<char> PathLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-,/@=+%~");

    // Neither ';' nor '\', which HAProxy's command line gives a meaning, nor '<', which begins a payload at its end, nor '$'.
    private static readonly SearchValues<char> PatternLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-,/@=+%()[]*^?|{}!~&");

    private static readonly SearchValues<char> PemLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=- ");

    /// <summary>Whether a file can be named.</summary>
    public static bool IsPath(string path) => path.Length is > 0 and <= 1_000 && path[0] is not ('@' or '#') && !path.AsSpan().ContainsAnyExcept(PathLetters);

    /// <summary>Whether a pattern of an ACL can be one word of a command.</summary>
    public static bool IsPattern(string pattern) => pattern.Length > 0 && !pattern.AsSpan().ContainsAnyExcept(PatternLetters);

    /// <summary>Whether a line can be one of a certificate's.</summary>
    public static bool IsPem(string line) => line.Length is > 0 and <= 200 && !line.AsSpan().ContainsAnyExcept(PemLetters);
}
