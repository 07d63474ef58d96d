using Basenode.Engine.Model;
using Basenode.Engine.Supervision.Running;
using Basenode.Engine.Values;

namespace Basenode.Engine.Variables;

/// <summary>A variable with a fixed value, converted once. Its value may be a lazy sequence, which runs the plugin's code and may have no end.</summary>
internal sealed class FixedVariable
{
    private WatchedCall<object?>? call;

    public FixedVariable(VariableDefinition definition, Watchdog watchdog, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (definition.Value is string text)
        {
            // Text runs no code.
            Value = text;
            return;
        }

        object? value = definition.Value;
        string name = definition.Name;
        call = watchdog.Start(
            new PluginCode(definition.Plugin, PluginPart.Variables, name),
            _ => Task.FromResult(new ValueConverter().Convert(value, name)),
            limit,
            cancellationToken);
    }

    /// <summary>The converted value; null while it is not there.</summary>
    public object? Value { get; private set; }

    /// <summary>Why there is no value.</summary>
    public Problem? Problem { get; private set; }

    /// <summary>Ends with the conversion.</summary>
    public Task Converted => call?.Result ?? Task.CompletedTask;

    /// <summary>Whether it is still being converted.</summary>
    public bool IsRunning => call is not null;

    /// <summary>Takes the conversion's result when it is there.</summary>
    public async Task TakeAsync(VariableDefinition definition)
    {
        if (call is not { Result.IsCompleted: true } ended)
        {
            return;
        }

        call = null;
        CallResult<object?> result = await ended.Result;
        Value = result.Value;
        if (definition.IsSecret)
        {
            SecretValues.Learn(Value);
        }

        Problem = result switch
        {
            { IsHung: true } => new Problem(ProblemKind.VariableRefused, definition.Plugin, $"variable '{definition.Name}' has a value that could not be read in time"),
            { Exception: { } exception } => Problem.Thrown(ProblemKind.VariableRefused, definition.Plugin, exception),
            _ => null,
        };
    }
}
