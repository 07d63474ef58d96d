using System.Collections.Immutable;

namespace Basenode.Engine.Cluster.Definitions;

/// <summary>Reads one service definition, and the sidecar that it may hold.</summary>
internal static class ServiceReader
{
    /// <summary>Reads a definition.</summary>
    /// <returns>The instance, and its sidecar's where one is defined with a port of its own: without, the agent picks one and no file says which.</returns>
    public static ImmutableArray<ServiceDefinition> Read(ref JsonCursor cursor, string name)
    {
        if (!cursor.IsObject(name))
        {
            return [];
        }

        DefinitionException unnamed = cursor.Wrong($"{name} has no name; every service needs one");
        var service = new ServiceDefinition { Name = "", Id = "" };
        ServiceDefinition? sidecar = null;
        string destination = "";
        bool isProxy = false;
        bool isNative = false;
        while (cursor.NextProperty(out string property))
        {
            switch (property)
            {
                case "kind":
                    isProxy = cursor.Text("kind") == "connect-proxy";
                    break;
                case "proxy":
                    destination = ReadDestination(ref cursor);
                    break;
                case "connect":
                    (isNative, sidecar) = ReadMesh(ref cursor);
                    break;
                default:
                    service = ReadProperty(service, property, ref cursor);
                    break;
            }
        }

        // A sidecar takes its name from its service, so it is completed last.
        service = service with
        {
            Id = service.Id.Length > 0 ? service.Id : service.Name,
            MeshFor = isProxy ? destination : isNative ? service.Name : "",
        };
        return service.Name.Length == 0 ? throw unnamed : sidecar is { Port: > 0 } ? [service, Sidecar(sidecar, service)] : [service];
    }

    private static ServiceDefinition Sidecar(ServiceDefinition sidecar, ServiceDefinition service) => sidecar with
    {
        Name = sidecar.Name.Length > 0 ? sidecar.Name : $"{service.Name}-sidecar-proxy",
        Id = $"{service.Id}-sidecar-proxy",
        Address = sidecar.Address.Length > 0 ? sidecar.Address : service.Address,
        Tags = sidecar.Tags.IsEmpty ? service.Tags : sidecar.Tags,
        Meta = sidecar.Meta.IsEmpty ? service.Meta : sidecar.Meta,
        MeshFor = service.Name,
    };

    private static ServiceDefinition ReadProperty(ServiceDefinition service, string property, ref JsonCursor cursor)
    {
        switch (property)
        {
            case "name":
                return service with { Name = cursor.Text("name") };
            case "id":
                return service with { Id = cursor.Text("id") };
            case "address":
                return service with { Address = cursor.Text("address") };
            case "port":
                return service with { Port = cursor.Number("port") };
            case "tags":
                return service with { Tags = cursor.Texts("tags") };
            case "meta":
                return service with { Meta = cursor.TextMap("meta") };
            case "taggedaddresses":
                return service with { TaggedAddresses = ReadAddresses(ref cursor) };
            case "weights":
                return service with { Weight = ReadWeight(ref cursor) };
            case "check":
                return service with { Checks = service.Checks.Add(CheckReader.Read(ref cursor, "check")) };
            case "checks":
                return service with { Checks = service.Checks.AddRange(CheckReader.ReadList(ref cursor)) };
            default:
                cursor.Skip();
                return service;
        }
    }

    private static ImmutableSortedDictionary<string, string> ReadAddresses(ref JsonCursor cursor)
    {
        var addresses = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (cursor.IsObject("tagged_addresses"))
        {
            while (cursor.NextEntry(out string label))
            {
                (string address, long port) = ReadAddress(ref cursor);
                addresses[label] = address.Contains(':') ? $"[{address}]:{port}" : $"{address}:{port}";
            }
        }

        return addresses.ToImmutable();
    }

    private static (string Address, long Port) ReadAddress(ref JsonCursor cursor)
    {
        (string address, long port) = ("", 0);
        if (cursor.IsObject("an entry of tagged_addresses"))
        {
            while (cursor.NextProperty(out string property))
            {
                switch (property)
                {
                    case "address":
                        address = cursor.Text("address");
                        break;
                    case "port":
                        port = cursor.Number("port");
                        break;
                    default:
                        cursor.Skip();
                        break;
                }
            }
        }

        return (address, port);
    }

    private static long ReadWeight(ref JsonCursor cursor)
    {
        long weight = 1;
        if (cursor.IsObject("weights"))
        {
            while (cursor.NextProperty(out string property))
            {
                if (property == "passing")
                {
                    weight = cursor.Number("weights.passing");
                }
                else
                {
                    cursor.Skip();
                }
            }
        }

        return weight;
    }

    private static string ReadDestination(ref JsonCursor cursor)
    {
        string destination = "";
        if (cursor.IsObject("proxy"))
        {
            while (cursor.NextProperty(out string property))
            {
                if (property == "destinationservicename")
                {
                    destination = cursor.Text("proxy.destination_service_name");
                }
                else
                {
                    cursor.Skip();
                }
            }
        }

        return destination;
    }

    private static (bool IsNative, ServiceDefinition? Sidecar) ReadMesh(ref JsonCursor cursor)
    {
        bool isNative = false;
        ServiceDefinition? sidecar = null;
        if (cursor.IsObject("connect"))
        {
            while (cursor.NextProperty(out string property))
            {
                switch (property)
                {
                    case "native":
                        isNative = cursor.Flag("connect.native");
                        break;
                    case "sidecarservice" when cursor.IsObject("connect.sidecar_service"):
                        sidecar = ReadSidecar(ref cursor);
                        break;
                    default:
                        cursor.Skip();
                        break;
                }
            }
        }

        return (isNative, sidecar);
    }

    private static ServiceDefinition ReadSidecar(ref JsonCursor cursor)
    {
        var sidecar = new ServiceDefinition { Name = "", Id = "" };
        while (cursor.NextProperty(out string property))
        {
            sidecar = ReadProperty(sidecar, property, ref cursor);
        }

        return sidecar;
    }
}
