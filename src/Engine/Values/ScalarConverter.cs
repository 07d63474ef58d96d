using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using Basenode.Engine.Text;
using Basenode.Plugins;

namespace Basenode.Engine.Values;

/// <summary>Converts values that have no parts: text, numbers, times, enums, and the records of the plugin contract, which pass as they are.</summary>
internal static class ScalarConverter
{
    /// <summary>Converts a value without parts; false when it has parts.</summary>
    /// <exception cref="ConversionException">The value has no place in a template.</exception>
    public static bool TryConvert(object? value, ValuePath path, out object? scalar)
    {
        scalar = value switch
        {
            null or string or bool or long or double => value,
            Instance or Node or ServiceSummary or Member or HealthCheck or LeafCertificate => value,
            DateTimeOffset or TimeSpan => value,
            Enum name => SnakeCase.From(name.ToString()),
            int or short or sbyte or byte or ushort or uint => System.Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ulong number => number <= long.MaxValue ? (object)(long)number : (double)number,
            // Through text: 1.1f stays 1.1 instead of 1.10000002384186.
            float number => double.Parse(number.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            decimal number => number == decimal.Truncate(number) && number is <= long.MaxValue and >= long.MinValue ? (object)(long)number : (double)number,
            DateTime time => new DateTimeOffset(time),
            DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("O", CultureInfo.InvariantCulture),
            char or Guid or Uri or IPAddress or EndPoint or Version => value.ToString(),
            JsonElement json => JsonScalar(json),
            Task => throw new ConversionException(path.ToString(), "it is a Task; await it"),
            Delegate => throw new ConversionException(path.ToString(), "it is a delegate; call it, or contribute it with Function(name, …)"),
            MemberInfo or Assembly or Module => throw new ConversionException(path.ToString(), "it is a type, not a value"),
            Stream or TextReader => throw new ConversionException(path.ToString(), "it is a stream; read it"),
            _ => NotScalar,
        };
        return !ReferenceEquals(scalar, NotScalar);
    }

    private static object NotScalar { get; } = new();

    private static object? JsonScalar(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Number => json.TryGetInt64(out long whole) ? (object)whole : json.GetDouble(),
        _ => NotScalar,
    };
}
