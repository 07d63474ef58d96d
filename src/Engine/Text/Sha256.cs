using System.Buffers.Binary;
using System.Numerics;

namespace Basenode.Engine.Text;

/// <summary>SHA-256 (FIPS 180-4) of short texts, in our own code: the framework's is OpenSSL's, and loading OpenSSL for it costs an engine that has no TLS 7 MB.</summary>
internal static class Sha256
{
    /// <summary>How many bytes a hash has.</summary>
    public const int Size = 32;

    private const int Block = 64;

    private static readonly uint[] Constants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Hashes.</summary>
    /// <param name="input">Of any length.</param>
    /// <param name="hash">Takes <see cref="Size"/> bytes.</param>
    public static void Hash(ReadOnlySpan<byte> input, Span<byte> hash)
    {
        Span<uint> state = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        ulong bits = (ulong)input.Length * 8;
        for (; input.Length >= Block; input = input[Block..])
        {
            Mix(state, input);
        }

        // The end: a bit, zeros, and the length in the last eight bytes of a block.
        Span<byte> end = stackalloc byte[2 * Block];
        end.Clear();
        input.CopyTo(end);
        end[input.Length] = 0x80;
        int length = input.Length < Block - sizeof(ulong) ? Block : 2 * Block;
        BinaryPrimitives.WriteUInt64BigEndian(end[(length - sizeof(ulong))..], bits);
        for (int at = 0; at < length; at += Block)
        {
            Mix(state, end[at..]);
        }

        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash[(i * sizeof(uint))..], state[i]);
        }
    }

    private static void Mix(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Block];
        for (int i = 0; i < 16; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(i * sizeof(uint))..]);
        }

        for (int i = 16; i < Block; i++)
        {
            uint near = BitOperations.RotateRight(words[i - 15], 7) ^ BitOperations.RotateRight(words[i - 15], 18) ^ (words[i - 15] >> 3);
            uint far = BitOperations.RotateRight(words[i - 2], 17) ^ BitOperations.RotateRight(words[i - 2], 19) ^ (words[i - 2] >> 10);
            words[i] = words[i - 16] + near + words[i - 7] + far;
        }

        (uint a, uint b, uint c, uint d, uint e, uint f, uint g, uint h) = (state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]);
        for (int i = 0; i < Block; i++)
        {
            uint choice = (BitOperations.RotateRight(e, 6) ^ BitOperations.RotateRight(e, 11) ^ BitOperations.RotateRight(e, 25)) + ((e & f) ^ (~e & g)) + h + Constants[i] + words[i];
            uint majority = (BitOperations.RotateRight(a, 2) ^ BitOperations.RotateRight(a, 13) ^ BitOperations.RotateRight(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + choice, c, b, a, choice + majority);
        }

        ReadOnlySpan<uint> mixed = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < state.Length; i++)
        {
            state[i] += mixed[i];
        }
    }
}
