using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Basenode.Engine.Text;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>This machine's addresses, and names in DNS. An answer of DNS is asked again every 30 s, since it cannot notify.</summary>
internal static class Network
{
    public static IEnumerable<TemplateFunction> Functions =>
    [
        new("sockaddr", ["expression"], SocketAddress),
        new("hostname", [], HostName),
        new("interface_ipv4", ["name"], call => InterfaceAddress(call, AddressFamily.InterNetwork)),
        new("interface_ipv6", ["name"], call => InterfaceAddress(call, AddressFamily.InterNetworkV6)),
        new("lookup_ip", ["host"], call => AddressesOf(call)),
        new("lookup_ipv4", ["host"], call => AddressesOf(call).Where(address => !IsIPv6(address)).ToArray()),
        new("lookup_ipv6", ["host"], call => AddressesOf(call).Where(IsIPv6).ToArray()),
        new("lookup_srv", ["service", "protocol", "domain"], call =>
            call.Context.LookUp(new NameQuestion($"_{call.Name(0)}._{call.Name(1)}.{call.Name(2)}", IsService: true))),
    ];

    private static string HostName(FunctionCall call)
    {
        call.Context.NoteImpure();
        return Environment.MachineName;
    }

    private static object[] AddressesOf(FunctionCall call) => (object[])call.Context.LookUp(new NameQuestion(call.Name(0), IsService: false));

    private static bool IsIPv6(object address) => address is string text && text.Contains(':');

    // The first address; one that is valid on its own link alone comes last.
    private static string InterfaceAddress(FunctionCall call, AddressFamily family)
    {
        call.Context.NoteImpure();
        string name = call.Name(0);
        NetworkInterface network = NetworkInterface.GetAllNetworkInterfaces().FirstOrDefault(network => network.Name == name)
            ?? throw new FunctionException($"this machine has no network interface '{LogText.Escape(name)}'");
        IEnumerable<string> addresses =
            from address in network.GetIPProperties().UnicastAddresses
            where address.Address.AddressFamily == family
            orderby address.Address.IsIPv6LinkLocal
            select new IPAddress(address.Address.GetAddressBytes()).ToString();
        return addresses.FirstOrDefault() ?? "";
    }

    // The expressions of consul-template that people use; the language behind them is not worth its size.
    private static string SocketAddress(FunctionCall call)
    {
        call.Context.NoteImpure();
        string expression = call.Name(0);
        string[] words = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] found = words switch
        {
            ["GetPrivateIP"] => [.. Addresses(IsPrivate).Take(1)],
            ["GetPrivateIPs"] => [.. Addresses(IsPrivate)],
            ["GetPublicIP"] => [.. Addresses(address => !IsPrivate(address)).Take(1)],
            ["GetPublicIPs"] => [.. Addresses(address => !IsPrivate(address))],
            ["GetInterfaceIP", string name] => [.. Addresses(_ => true, name.Trim('"', '\'')).Take(1)],
            ["GetInterfaceIPs", string name] => [.. Addresses(_ => true, name.Trim('"', '\''))],
            _ => throw new FunctionException(
                $"'sockaddr' does not know \"{LogText.Escape(expression)}\"; valid: GetPrivateIP, GetPrivateIPs, GetPublicIP, GetPublicIPs, GetInterfaceIP NAME and GetInterfaceIPs NAME"),
        };
        return string.Join(' ', found);
    }

    private static IEnumerable<string> Addresses(Func<IPAddress, bool> isWanted, string? name = null) =>
        from network in NetworkInterface.GetAllNetworkInterfaces()
        where name is null ? network.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown : network.Name == name
        from address in network.GetIPProperties().UnicastAddresses
        where address.Address.AddressFamily is AddressFamily.InterNetwork
            && (name is not null || (!IPAddress.IsLoopback(address.Address) && !IsLinkLocal(address.Address))) && isWanted(address.Address)
        orderby new Version(address.Address.ToString())
        select address.Address.ToString();

    private static bool IsLinkLocal(IPAddress address) => address.GetAddressBytes() is [169, 254, ..];

    // RFC 6890's addresses that do not leave a network.
    private static bool IsPrivate(IPAddress address) =>
        address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..] or [100, >= 64 and <= 127, ..];
}

/// <summary>A question to DNS.</summary>
/// <param name="Name">The name asked for.</param>
/// <param name="IsService">Asks for SRV records instead of addresses.</param>
internal sealed record NameQuestion(string Name, bool IsService);
