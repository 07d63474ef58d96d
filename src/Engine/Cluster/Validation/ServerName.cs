using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Validation;

/// <summary>Names an instance for a server line: <c>node.id-hash</c>, <c>[A-Za-z0-9_.-]</c>, at most 64 characters, a pure function of node and ID.</summary>
internal static class ServerName
{
    private const int NodeLength = 22;
    private const int IdLength = 24;
    private const int HashLength = 16;
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-");

    /// <summary>The name. The hash is there always: what was replaced or cut off could have been all the difference.</summary>
    /// <param name="occurrence">1, or which of several with the same node and ID this is.</param>
    public static string Of(string node, string id, int occurrence = 1)
    {
        Span<char> name = stackalloc char[NodeLength + IdLength + HashLength + 2];
        int length = AppendReadable(node, NodeLength, name);
        name[length++] = '.';
        length += AppendReadable(id, IdLength, name[length..]);
        name[length++] = '-';
        AppendHash(node, id, occurrence, name.Slice(length, HashLength));
        return new string(name[..(length + HashLength)]);
    }

    private static int AppendReadable(string text, int limit, Span<char> into)
    {
        int length = Math.Min(text.Length, limit);
        for (int i = 0; i < length; i++)
        {
            into[i] = Allowed.Contains(text[i]) ? text[i] : '_';
        }

        return length;
    }

    // A cryptographic hash, since whoever registers chooses the input. The node's length goes in first, so that no two pairs run together.
    private static void AppendHash(string node, string id, int occurrence, Span<char> into)
    {
        Span<byte> hash = stackalloc byte[Sha256.Size];
        byte[] input = ArrayPool<byte>.Shared.Rent(8 + ((node.Length + id.Length) * sizeof(char)));
        Span<byte> rest = input;
        BinaryPrimitives.WriteInt32LittleEndian(rest, node.Length);
        BinaryPrimitives.WriteInt32LittleEndian(rest[4..], occurrence);
        MemoryMarshal.AsBytes(node.AsSpan()).CopyTo(rest[8..]);
        MemoryMarshal.AsBytes(id.AsSpan()).CopyTo(rest[(8 + (node.Length * sizeof(char)))..]);
        Sha256.Hash(rest[..(8 + ((node.Length + id.Length) * sizeof(char)))], hash);
        ArrayPool<byte>.Shared.Return(input);
        for (int i = 0; i < into.Length; i++)
        {
            into[i] = Base32[hash[i] & 31];
        }
    }
}
