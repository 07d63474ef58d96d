using System.Collections;

namespace Basenode.Fuzz.Surfaces;

/// <summary>An answer holds no null anywhere: plugins and templates were promised that by the types.</summary>
internal static class NoNulls
{
    /// <summary>Looks through an answer.</summary>
    /// <exception cref="FuzzException">There is one.</exception>
    public static void Check(object? value, string path = "the answer")
    {
        switch (value)
        {
            case null:
                throw new FuzzException($"null stands in {path}");
            case string or ValueType when value.GetType() is { IsGenericType: false }:
                break;
            case IEnumerable items:
                foreach (object? item in items)
                {
                    Check(item, $"{path}[]");
                }

                break;
            default:
                foreach (var property in value.GetType().GetProperties().Where(property => property.GetIndexParameters().Length == 0))
                {
                    Check(property.GetValue(value), $"{path}.{property.Name}");
                }

                break;
        }
    }
}
