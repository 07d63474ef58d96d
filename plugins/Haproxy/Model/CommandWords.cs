using System.Buffers;

namespace Basenode.Haproxy.Model;

/// <summary>What of a file may become part of a command to the running HAProxy. Everything else takes a reload.</summary>
/// <remarks>
/// On HAProxy's command line <c>;</c> and line breaks start a further command, <c>&lt;&lt;</c> a payload, <c>$</c> a variable of its environment, and a
/// backslash an escape. So only letters are let through that mean nothing but themselves.
/// </remarks>
internal static class CommandWords
{
    // HAProxy reads 64 words and 16 kB, and forgets the rest without a word. Of the words 20 are for the command, the weight and the defaults that are written out.
    private const int MostOptions = 44;
    private const int LongestLine = 4_000;

    private static readonly SearchValues<char> NameLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-");

    private static readonly SearchValues<char> WordLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:-,/@=+%()[]*");

    /// <summary>Whether a backend and its server can be named.</summary>
    public static bool AreNames(string backend, string server) => IsName(backend) && IsName(server);

    /// <summary>Whether a server can be added, word for word.</summary>
    public static bool AreSafe(string backend, Server server) =>
        AreNames(backend, server.Name)
        && server.Endpoint is not null
        && server.Weight is >= 0 and <= 256
        && server.Options.Count <= MostOptions
        && server.Options.Sum(option => option.Length + 1) <= LongestLine
        && server.Options.All(option => option.Length > 0 && !option.AsSpan().ContainsAnyExcept(WordLetters));

    private static bool IsName(string name) => name.Length is > 0 and <= 255 && !name.AsSpan().ContainsAnyExcept(NameLetters);
}
