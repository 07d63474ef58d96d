using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Basenode.Supervisor;

/// <summary>The part of XML-RPC that supervisor speaks: text, whole numbers and truth values there; those, lists and structures back.</summary>
internal static class XmlRpc
{
    private static readonly XmlReaderSettings Reading = new()
    {
        Async = true,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,

        // A program's log is in here, whatever characters it holds.
        CheckCharacters = false,
    };

    /// <summary>A call as XML.</summary>
    public static string Encode(string method, IEnumerable<object> parameters) => new XElement(
        "methodCall",
        new XElement("methodName", method),
        new XElement("params", parameters.Select(parameter => new XElement("param", new XElement("value", EncodeValue(parameter))))))
        .ToString(SaveOptions.DisableFormatting);

    /// <summary>The value that came back: text, <see cref="int"/>, <see cref="bool"/>, a list or a dictionary of these.</summary>
    /// <exception cref="SupervisorException">It is a fault, or no XML-RPC.</exception>
    public static async Task<object> DecodeAsync(Stream stream, CancellationToken cancellationToken)
    {
        XElement root;
        try
        {
            using var reader = XmlReader.Create(stream, Reading);
            root = await XElement.LoadAsync(reader, LoadOptions.None, cancellationToken);
        }
        catch (XmlException exception)
        {
            throw new SupervisorException($"supervisor's answer is not XML-RPC: {exception.Message}", inner: exception);
        }

        if (root.Element("fault")?.Element("value") is { } fault && DecodeValue(fault) is Dictionary<string, object> members)
        {
            int code = members.GetValueOrDefault("faultCode") as int? ?? 0;
            throw new SupervisorException($"{members.GetValueOrDefault("faultString")}", code);
        }

        return root.Element("params")?.Element("param")?.Element("value") is { } value
            ? DecodeValue(value)
            : throw new SupervisorException($"supervisor's answer is not XML-RPC: <{root.Name.LocalName}>");
    }

    private static XElement EncodeValue(object value) => value switch
    {
        string text => new XElement("string", text),
        bool flag => new XElement("boolean", flag ? "1" : "0"),
        int number => new XElement("int", number.ToString(CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"no XML-RPC value: {value.GetType().Name}", nameof(value)),
    };

    private static object DecodeValue(XElement value)
    {
        XElement? typed = value.Elements().FirstOrDefault();
        return typed?.Name.LocalName switch
        {
            "int" or "i4" or "i8" => int.TryParse(typed.Value, CultureInfo.InvariantCulture, out int number) ? number : 0,
            "boolean" => typed.Value.Trim() == "1",
            "array" => typed.Elements("data").Elements("value").Select(DecodeValue).ToList(),
            "struct" => typed.Elements("member")
                .DistinctBy(member => (string?)member.Element("name"))
                .ToDictionary(
                    member => (string?)member.Element("name") ?? "",
                    member => member.Element("value") is { } inner ? DecodeValue(inner) : "",
                    StringComparer.Ordinal),
            _ => value.Value,
        };
    }
}
