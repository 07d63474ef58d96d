using System.Collections.Immutable;
using Basenode.Engine.Configuration;
using Basenode.Plugins;

namespace Basenode.Engine.Cluster.Holding;

/// <summary>For how long what vanishes is held: what basenode.toml says and, where it says nothing of a service, what plugins say.</summary>
internal sealed class HoldTerms(HoldSettings settings)
{
    private HoldSettings? withPlugins;
    private ImmutableDictionary<string, HoldOptions> ofPlugins = ImmutableDictionary<string, HoldOptions>.Empty;

    /// <summary>What holds now. Immutable: take it once and read from that.</summary>
    public HoldSettings Current => Volatile.Read(ref withPlugins) ?? settings;

    /// <summary>What holds for how Consul is read: any server may answer a stale read, so that its index goes backwards in ordinary use, and a second read is doubt enough.</summary>
    public static HoldTerms Of(EngineSettings settings) =>
        new(settings.Consul.Consistency == "stale" ? settings.Hold with { AfterRegression = TimeSpan.Zero } : settings.Hold);

    /// <summary>Takes what plugins say of services, in place of what they said before.</summary>
    public void Take(ImmutableDictionary<string, HoldOptions> services)
    {
        if (!ReferenceEquals(services, ofPlugins))
        {
            ofPlugins = services;
            var all = services.ToImmutableDictionary(service => service.Key, service => Of(service.Value), StringComparer.Ordinal);
            Volatile.Write(ref withPlugins, settings with { Services = all.SetItems(settings.Services.Select(own => KeyValuePair.Create(own.Key, own.Value.Over(all.GetValueOrDefault(own.Key))))) });
        }
    }

    private static ServiceHoldSettings Of(HoldOptions said) => new() { AllowEmpty = said.AllowEmpty, Time = said.Time, Panic = said.Panic };
}
