namespace Basenode.Cli.Scaffolding;

/// <summary>What a starting point is called and where it goes.</summary>
/// <param name="Name">Its name, valid by <see cref="Problem"/>.</param>
/// <param name="EtcFolder">Where scripts and templates go.</param>
/// <param name="WorkingFolder">Where projects go.</param>
internal sealed record StartingPlace(string Name, string EtcFolder, string WorkingFolder)
{
    private const int Longest = 64;

    /// <summary>The name as a class: <c>web-cache</c> is <c>WebCache</c>.</summary>
    public string ClassName => string.Concat(Name.Split('-', '_').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));

    /// <summary>Why a text cannot be a name; null when it can. One rule for all: it becomes a file, a folder, a target and a class.</summary>
    public static string? Problem(string name) =>
        name.Length is > 0 and <= Longest && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_')
            ? null
            : $"invalid name '{name}': use lower-case letters, digits, - and _, at most {Longest} of them, and a letter first";
}
