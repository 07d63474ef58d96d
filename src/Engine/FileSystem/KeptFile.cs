using System.Text.Json;
using Basenode.Engine.Text;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.FileSystem;

/// <summary>Reads files that the engine keeps for its next start. One that is damaged or of another release is put aside: it is never fatal.</summary>
internal static class KeptFile
{
    /// <summary>The ending of the name under which a file that cannot be read is kept.</summary>
    public const string Aside = ".unreadable";

    /// <summary>Reads a file; null when there is none, or none that can be read.</summary>
    /// <param name="parse">Understands the content, or throws.</param>
    /// <param name="mayChange">Whether the file is this process's own, so that it may be put aside.</param>
    public static T? Read<T>(string path, Func<byte[], T?> parse, bool mayChange, ILogger log)
        where T : class
    {
        byte[] content = [];
        try
        {
            if (FileStamp.Read(path) is null)
            {
                return null;
            }

            content = File.ReadAllBytes(path);
            return parse(content);
        }
        catch (Exception exception)
        {
            if (mayChange)
            {
                PutAside(path, exception is JsonException json ? JsonError.Locate(json, content) : exception.Message, log);
            }

            return null;
        }
    }

    /// <summary>Puts a file that cannot be read aside, in the place of one that lies there.</summary>
    /// <returns>Its new name.</returns>
    /// <exception cref="IOException">It cannot be renamed.</exception>
    public static string MoveAside(string path)
    {
        Native.Rename(path, path + Aside);
        return path + Aside;
    }

    private static void PutAside(string path, string message, ILogger log)
    {
        try
        {
            Log.PutAside(log, path, MoveAside(path), message);
        }
        catch (IOException exception)
        {
            Log.NotKept(log, path, $"{message}; {exception.Message}");
        }
    }
}
