using System.Collections.Immutable;

namespace Basenode.Engine.Cluster.Definitions;

/// <summary>Reads <c>check</c> and <c>checks</c>: what names a check. How it is made does not matter, since nobody makes it.</summary>
internal static class CheckReader
{
    /// <summary>Reads a list of checks.</summary>
    public static ImmutableArray<CheckDefinition> ReadList(ref JsonCursor cursor)
    {
        ImmutableArray<CheckDefinition>.Builder checks = ImmutableArray.CreateBuilder<CheckDefinition>();
        if (cursor.IsList("checks"))
        {
            while (cursor.NextItem())
            {
                checks.Add(Read(ref cursor, "an entry of checks"));
            }
        }

        return checks.ToImmutable();
    }

    /// <summary>Reads one check.</summary>
    public static CheckDefinition Read(ref JsonCursor cursor, string name)
    {
        var check = new CheckDefinition("", "", "", "");
        if (!cursor.IsObject(name))
        {
            return check;
        }

        while (cursor.NextProperty(out string property))
        {
            switch (property)
            {
                case "id" or "checkid":
                    check = check with { Id = cursor.Text("id") };
                    break;
                case "name":
                    check = check with { Name = cursor.Text("name") };
                    break;
                case "notes":
                    check = check with { Notes = cursor.Text("notes") };
                    break;
                case "serviceid":
                    check = check with { ServiceId = cursor.Text("service_id") };
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        return check;
    }
}
