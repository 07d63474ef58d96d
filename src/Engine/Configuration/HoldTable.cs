using System.Collections.Immutable;

namespace Basenode.Engine.Configuration;

/// <summary>Reads the table <c>[hold]</c> of basenode.toml, and <c>[hold.services.NAME]</c> within it.</summary>
internal static class HoldTable
{
    private static readonly TimeSpan LongestOfAll = TimeSpan.FromDays(30);

    /// <summary>Lays the table over the settings.</summary>
    public static HoldSettings Apply(SettingsTable table, HoldSettings settings, SettingsProblems problems)
    {
        settings = settings with
        {
            Window = table.Duration("window", settings.Window, HoldSettings.LongestTime),
            Time = table.Duration("time", settings.Time, HoldSettings.LongestTime),
            AfterRegression = table.Duration("after_regression", settings.AfterRegression, HoldSettings.LongestTime),
            Longest = table.Duration("longest", settings.Longest, LongestOfAll),
            Share = table.Share("share", settings.Share),
            MinPopulation = table.Number("min_population", settings.MinPopulation, 1, 1_000_000),
            Panic = table.Flag("panic", settings.Panic),
            Services = Services(table.Table("services"), problems),
        };
        table.RefuseTheRest();
        return settings;
    }

    private static ImmutableDictionary<string, ServiceHoldSettings> Services(SettingsTable table, SettingsProblems problems)
    {
        var services = ImmutableDictionary.CreateBuilder<string, ServiceHoldSettings>(StringComparer.Ordinal);
        foreach ((string name, SettingsValue value) in table.Values)
        {
            if (value.Content is not SettingsTable service)
            {
                problems.Error(value.Where, $"hold.services.{name}: expected a table [hold.services.{name}], found {value.Describe()}");
                continue;
            }

            TimeSpan time = service.Duration("time", TimeSpan.Zero, HoldSettings.LongestTime);
            services[name] = new ServiceHoldSettings
            {
                AllowEmpty = Flag(service, "allow_empty"),
                Time = service.Values.ContainsKey("time") ? time : null,
                Panic = Flag(service, "panic"),
            };
            service.RefuseTheRest();
        }

        return services.ToImmutable();
    }

    // Asked for in any case, so that an error lists it as valid.
    private static bool? Flag(SettingsTable service, string key)
    {
        bool flag = service.Flag(key, false);
        return service.Values.ContainsKey(key) ? flag : null;
    }
}
