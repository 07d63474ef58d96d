using System.Text;

namespace Basenode.Engine.Text;

/// <summary>Names in templates: <c>ServerName</c> becomes <c>server_name</c>, <c>HTTPPort</c> becomes <c>http_port</c>.</summary>
internal static class SnakeCase
{
    /// <summary>Turns a C# name into a template's.</summary>
    public static string From(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (int i = 0; i < name.Length; i++)
        {
            char letter = name[i];
            if (char.IsUpper(letter) && i > 0 && name[i - 1] != '_' && StartsWord(name, i))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(letter));
        }

        return text.ToString();
    }

    private static bool StartsWord(string name, int i) =>
        !char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]));
}
