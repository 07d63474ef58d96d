using System.CommandLine;

namespace Basenode.Cli.Commands;

/// <summary>Options without a value: given or not. A shell offers no True and False after one, and the word that follows is never its value.</summary>
internal static class Flag
{
    /// <summary>Makes the option of one command.</summary>
    public static Option<bool> Create(string name, string description) => Create(name, [], description);

    /// <inheritdoc cref="Create(string, string)"/>
    public static Option<bool> Create(string name, string[] aliases, string description) =>
        new(name, aliases) { Arity = ArgumentArity.Zero, Description = description };
}
