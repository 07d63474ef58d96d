namespace Basenode.Fuzz.Cluster;

/// <summary>Texts that whoever may register a service could choose to break a file, a log or a parser.</summary>
internal static class HostileTexts
{
    private static readonly string[] Pieces =
    [
        "\n", "\r", "\r\n", "\0", "\t", " ", "\u0085", "\u2028", "\u2029", "\u202e", "\ufeff", "\u00a0", "é", "😀", "\x1b[2J", "\x7f",
        "\"", "'", "`", "\\", "\\n", "\\\"", "\\x0a", "#", ";", "$", "$HOME", "${HOME}", "\"$HOME\"", "$(id)", "%", "%0a", "%%", "%[env(HOME)]", "%T",
        "{{", "}}", "{{ raw \"x\" }}", "{%{", "}%}", "{{ include 'haproxy/global.sbn' }}", "{", "}", "[", "]", "<", ">", "&", "|", "*", "?", "~", "!",
        "/", "..", "../..", "/etc/passwd", "unix@/run/docker.sock", "fd@3", "abns@x", "ipv4@1.2.3.4", "0", "-1", "010.0.0.1", "0x7f.1", "127.1", "1.2.3.4:80", "::ffff:1.2.3.4%eth0", "[::1]",
        "\n    server evil 6.6.6.6:80", "\nfrontend evil\n    bind :80\n", "\nbackend evil", "\nglobal\n    lua-load /tmp/x.lua", "\n.if 1", " backup", " weight 256", " #", " disabled", "\"\n",
        "listen", "frontend", "backend", "defaults", "global", "server", "default_backend", "use_backend", "bind", "program", "peers", "userlist", "resolvers", "cache", "ring", "include",
        "postgresql", "postgresql_7101", "Postgresql", "true", "null", "NaN", "1e309", "__proto__", "<script>", "'; DROP TABLE", "com1", "a=b", "a,b", "@", "^",
    ];

    /// <summary>One text, at random.</summary>
    public static string Next(Random random) => random.Next(20) switch
    {
        0 => "",
        1 => new string(random.Next(2) == 0 ? 'x' : '"', random.Next(1, 5_000)),
        2 or 3 => $"web{Piece(random)}",
        4 => Letters(random),
        _ => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(4) == 0 ? "web" : Piece(random))),
    };

    /// <summary>One that is no IP address, and not empty.</summary>
    public static string NextNoAddress(Random random) => random.Next(3) == 0 ? $"10.0.0.1{Piece(random)}x" : $"{Piece(random)}{Piece(random)}x";

    private static string Piece(Random random) => Pieces[random.Next(Pieces.Length)];

    // Any letters but halves of surrogate pairs, which JSON text cannot hold.
    private static string Letters(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 20)).Select(_ => (char)random.Next(0, random.Next(2) == 0 ? 0x100 : 0xd800)));
}
