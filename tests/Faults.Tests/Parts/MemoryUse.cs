using System.Globalization;

namespace Basenode.Faults.Tests.Parts;

/// <summary>The memory of a process over time.</summary>
internal sealed class MemoryUse(int process)
{
    private readonly List<double> megabytes = [];

    /// <summary>Looks now.</summary>
    public void Look()
    {
        string line = File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        megabytes.Add(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024);
    }

    /// <summary>The median of what was seen in one quarter of the looks.</summary>
    /// <param name="quarter">1 to 4.</param>
    public double Quarter(int quarter)
    {
        int size = megabytes.Count / 4;
        return megabytes.Skip((quarter - 1) * size).Take(size).Order().ElementAt(size / 2);
    }

    /// <summary>What was seen: <c>120 MB, then 131 MB</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Quarter(2):0} MB, then {Quarter(4):0} MB");
}
