using Basenode.Engine.Handoffs;
using Basenode.Plugins;

namespace Basenode.Engine.Plugins.Registration;

/// <summary>Finds a reload action by name among what all plugins contribute now.</summary>
/// <param name="current">The contributions at the time of use.</param>
/// <param name="command">Makes a reload action of a command line; null where none can be run.</param>
internal sealed class ReloadFinder(Func<Contributions> current, Func<CommandAction, IReloadAction>? command)
{
    // More names in a row are a circle.
    private const int LongestChain = 16;

    /// <summary>What makes the action that a name stands for, and the arguments for it; or why there is none.</summary>
    public (Func<IReadOnlyList<string>, IReloadAction>? Create, IReadOnlyList<string> Arguments, string Problem) Find(
        string name,
        IReadOnlyList<string> arguments)
    {
        Contributions all = current();
        for (int i = 0; i < LongestChain; i++)
        {
            if (all.Reloads.TryGetValue(name, out Func<IReadOnlyList<string>, IReloadAction>? create))
            {
                return (create, arguments, "");
            }

            switch (all.ReloadAliases.GetValueOrDefault(name))
            {
                case NamedAction other:
                    (name, arguments) = (other.Name, [.. other.Arguments, .. arguments]);
                    break;
                case CommandAction line when command is not null:
                    return (_ => command(line), [], "");
                case CommandAction line:
                    return (null, [], $"reload action {name} is the command '{line}', which cannot be run from here");
                default:
                    return (null, [], $"no plugin registers the reload action {name}");
            }
        }

        return (null, [], $"reload action {name} leads back to itself");
    }
}
