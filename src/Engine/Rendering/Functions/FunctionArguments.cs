using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>Refuses arguments that a function does not know, where Scriban would take them for others.</summary>
internal static class FunctionArguments
{
    /// <summary>Checks the number and the names of a call's arguments.</summary>
    /// <exception cref="ScriptRuntimeException">There are too many, or one has an unknown name.</exception>
    public static void Check(string function, IScriptFunctionInfo info, ScriptArray arguments, SourceSpan span)
    {
        if (arguments.Count > info.ParameterCount)
        {
            throw new ScriptRuntimeException(
                span, $"'{function}' takes {(info.ParameterCount == 0 ? "no arguments" : $"at most {info.ParameterCount} {(info.ParameterCount == 1 ? "argument" : "arguments")}: {string.Join(", ", Names(info))}")}");
        }

        foreach (string unknown in arguments.GetMembers())
        {
            if (unknown == "size")
            {
                continue;
            }

            string suggestion = Suggestion.For(unknown, Names(info));
            throw new ScriptRuntimeException(
                span, $"'{function}' has no argument '{unknown}'{(suggestion.Length > 0 ? suggestion : $"; its arguments are {string.Join(", ", Names(info))}")}");
        }
    }

    private static IEnumerable<string> Names(IScriptFunctionInfo info) =>
        Enumerable.Range(0, info.ParameterCount).Select(index => info.GetParameterInfo(index).Name);
}

/// <summary>Why a template function cannot do what it was asked. The place in the template is added to it.</summary>
internal sealed class FunctionException(string message) : Exception(message);
