using System.Buffers.Binary;
using System.Text;

namespace Basenode.Fuzz.Mutation;

/// <summary>Changes a valid input at random: bytes, words of a dictionary, pieces of itself and of other inputs, and of JSON whole values.</summary>
internal static class Mutator
{
    private static readonly byte[][] Words =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-1", "1e999", "-0", "9223372036854775807", "9223372036854775808", "99999999999999999999", "0.5", "\"\"", "[]", "{}", "[null]", "{\"\":null}", "\"\\ud800\"", "\"\\udc00x\"",
            "\"\\u0000\"", "\\", "\"", "'", "\n", "\r\n", "\t", "\0", "#", "[", "]", "{", "}", ",", ":", "=", "\n\n", "\n[", "]\n", "[[", "]]", "\"\"\"", "'''", "&a", "*a", "<<: ", "- ", "? ", "|", ">",
            "$", "{{", "}}", "{%", "%}", "\u2028", "\u202e", "😀", "é", "/*", "//", "\ufeff", "-", ".", "..", "/", " ", "NaN", "Infinity", "2026-13-41T25:61:61Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.9999999-14:00",
            "1.2.3.4", "::1", "255.255.255.255:65536", "-2147483649", "4294967296", "\"Passing\"", "version",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xfe, 0xff], [0xef, 0xbb, 0xbf],
    ];

    /// <summary>One changed input.</summary>
    /// <param name="seeds">The valid inputs; one is changed, others lend pieces.</param>
    public static byte[] Next(IReadOnlyList<byte[]> seeds, Random random)
    {
        byte[] input = seeds[random.Next(seeds.Count)];
        if (random.Next(3) == 0 && JsonMutator.Next(input, random) is { } changed)
        {
            input = changed;
        }

        for (int edits = random.Next(5); edits > 0; edits--)
        {
            input = Edit(input, seeds, random);
        }

        return input;
    }

    private static byte[] Edit(byte[] input, IReadOnlyList<byte[]> seeds, Random random)
    {
        int at = random.Next(input.Length + 1);
        int length = random.Next(Math.Min(input.Length - at, random.Next(4) == 0 ? int.MaxValue : 12) + 1);
        ReadOnlySpan<byte> head = input.AsSpan(0, at);
        ReadOnlySpan<byte> piece = input.AsSpan(at, length);
        ReadOnlySpan<byte> tail = input.AsSpan(at + length);
        switch (random.Next(9))
        {
            case 0:
                return [.. head, .. tail];
            case 1:
                return [.. head];
            case 2:
                return [.. head, .. Words[random.Next(Words.Length)], .. tail];
            case 3:
                return [.. head, .. Words[random.Next(Words.Length)], .. piece, .. tail];
            case 4:
                return [.. head, .. piece, .. piece, .. piece, .. tail];
            case 5:
                byte[] other = seeds[random.Next(seeds.Count)];
                int from = random.Next(other.Length + 1);
                return [.. head, .. other.AsSpan(from, random.Next(other.Length - from + 1)), .. tail];
            case 6 when input.Length < 100_000:
                // Long and deep.
                byte[] word = Words[random.Next(Words.Length)];
                byte[] many = new byte[word.Length * (1 << random.Next(1, 15))];
                for (int i = 0; i < many.Length; i++)
                {
                    many[i] = word[i % word.Length];
                }

                return [.. head, .. many, .. tail];
            case 7 when piece.Length >= 4:
                byte[] number = input.ToArray();
                BinaryPrimitives.WriteInt32LittleEndian(number.AsSpan(at), random.Next());
                return number;
            default:
                byte[] flipped = input.ToArray();
                if (at < flipped.Length)
                {
                    flipped[at] ^= (byte)(1 << random.Next(8));
                }

                return flipped;
        }
    }
}
