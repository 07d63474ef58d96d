using System.Collections.Immutable;
using System.Text.Json;
using Basenode.Engine.Cluster.Validation;
using Basenode.Engine.Text;

namespace Basenode.Engine.Cluster.Definitions;

/// <summary>Reads one file of Consul's agent configuration in JSON. As strict as Consul about types; keys that it does not know are passed over.</summary>
internal static class DefinitionReader
{
    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="path">For the error.</param>
    /// <param name="problem"><c>path:line:column: what is wrong</c>, or null.</param>
    /// <returns>What it says; null when there is a problem.</returns>
    public static DefinitionFile? Read(ReadOnlySpan<byte> json, string path, out string? problem)
    {
        json = json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json;
        problem = null;
        try
        {
            // A writer that truncates first leaves an empty file for a moment: to take it as "no services" would be fatal.
            return json.Trim(" \t\r\n"u8).IsEmpty
                ? throw new DefinitionException("the file is empty; to define nothing, write {}", 0)
                : ReadFile(new JsonCursor(json));
        }
        catch (DefinitionException error)
        {
            (int line, int column) = Position(json, error.Offset);
            problem = $"{path}:{line}:{column}: {error.Message}";
        }
        catch (JsonException error)
        {
            problem = $"{path}:{(error.LineNumber ?? 0) + 1}:{(error.BytePositionInLine ?? 0) + 1}: not valid JSON: {JsonError.Describe(error)}";
        }

        return null;
    }

    private static DefinitionFile ReadFile(JsonCursor cursor)
    {
        var file = DefinitionFile.Empty;
        cursor.Advance();
        if (!cursor.IsObject("the file"))
        {
            throw cursor.Wrong("the file must be an object");
        }

        while (cursor.NextProperty(out string name))
        {
            file = ReadSetting(file, name, ref cursor);
        }

        // What stands behind the object is an error that only the next read finds.
        cursor.Advance();
        return file;
    }

    private static DefinitionFile ReadSetting(DefinitionFile file, string name, ref JsonCursor cursor)
    {
        switch (name)
        {
            case "service":
                return file with { Services = [.. file.Services, .. ServiceReader.Read(ref cursor, name)] };
            case "services":
                return file with { Services = file.Services.AddRange(ReadServices(ref cursor)) };
            case "check":
                return file with { Checks = file.Checks.Add(CheckReader.Read(ref cursor, name)) };
            case "checks":
                return file with { Checks = file.Checks.AddRange(CheckReader.ReadList(ref cursor)) };
            case "kv":
                return file with { Keys = file.Keys.SetItems(cursor.TextMap("kv")) };
            case "nodename":
                return file with { NodeName = NullIfEmpty(cursor.Text("node_name")) };
            case "advertiseaddr":
                return file with { Address = AddressSyntax.CanonicalIp(cursor.Text("advertise_addr")) };
            case "datacenter":
                return file with { Datacenter = NullIfEmpty(cursor.Text("datacenter").ToLowerInvariant()) };
            case "nodemeta":
                return file with { NodeMeta = cursor.TextMap("node_meta") };
            case "name" or "id" or "port":
                throw cursor.Wrong($"'{name}' at the top of the file is not a setting of Consul; put the definition below \"service\"");
            default:
                cursor.Skip();
                return file;
        }
    }

    private static ImmutableArray<ServiceDefinition> ReadServices(ref JsonCursor cursor)
    {
        ImmutableArray<ServiceDefinition>.Builder services = ImmutableArray.CreateBuilder<ServiceDefinition>();
        if (cursor.IsList("services"))
        {
            while (cursor.NextItem())
            {
                services.AddRange(ServiceReader.Read(ref cursor, "an entry of services"));
            }
        }

        return services.ToImmutable();
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static (int Line, int Column) Position(ReadOnlySpan<byte> json, long offset)
    {
        ReadOnlySpan<byte> before = json[..(int)Math.Min(offset, json.Length)];
        return (before.Count((byte)'\n') + 1, before.Length - before.LastIndexOf((byte)'\n'));
    }
}
