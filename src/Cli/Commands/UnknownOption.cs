using System.CommandLine;
using System.CommandLine.Parsing;
using Basenode.Engine.Text;

namespace Basenode.Cli.Commands;

/// <summary>The parser takes an unknown option for an argument of the command. Here it is an error.</summary>
internal static class UnknownOption
{
    /// <summary>Makes every argument that begins with a hyphen an error that names the nearest option.</summary>
    public static void Refuse(Argument argument) => argument.Validators.Add(result =>
    {
        foreach (Token token in result.Tokens.Where(token => token.Value is ['-', ..]))
        {
            IEnumerable<string> known = result.Parent is CommandResult { Command: var command } ? command.Options.Select(option => option.Name) : [];
            result.AddError($"unknown option {token.Value}{NearestWord.Hint(token.Value, known)}");
        }
    });
}
