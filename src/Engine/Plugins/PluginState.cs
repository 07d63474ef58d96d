using System.Collections.Immutable;
using Basenode.Engine.Plugins.Registration;

namespace Basenode.Engine.Plugins;

/// <summary>How a plugin stands: what serves, and what is wrong.</summary>
/// <param name="File">The plugin.</param>
/// <param name="Serving">The contributions in use, of the newest version or of the last good one; null when no version was ever good.</param>
/// <param name="Errors">Why the newest version is not in use; empty when it is.</param>
internal sealed record PluginState(PluginFile File, RegisteredContributions? Serving, ImmutableArray<string> Errors);
