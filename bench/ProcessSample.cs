using System.Globalization;

namespace Basenode.Bench;

/// <summary>What a process holds at a moment.</summary>
/// <param name="Resident">All of its memory that is in use, in MB; part of it may be shared, or be files that can be read again.</param>
/// <param name="Anonymous">Its own heaps and stacks, in MB.</param>
/// <param name="Private">What nobody shares with it, in MB.</param>
/// <param name="Files">Open file descriptors.</param>
internal sealed record ProcessSample(double Resident, double Anonymous, double Private, int Files, int Threads)
{
    /// <summary>Looks at a process; null when it has just ended.</summary>
    public static ProcessSample? Read(int process)
    {
        try
        {
            Dictionary<string, double> status = Numbers($"/proc/{process}/status");
            Dictionary<string, double> map = Numbers($"/proc/{process}/smaps_rollup");
            return new ProcessSample(
                status["VmRSS"] / 1024,
                status["RssAnon"] / 1024,
                (map["Private_Clean"] + map["Private_Dirty"]) / 1024,
                Directory.GetFiles($"/proc/{process}/fd").Length,
                (int)status["Threads"]);
        }
        catch (Exception exception) when (exception is IOException or KeyNotFoundException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static Dictionary<string, double> Numbers(string path) => File.ReadLines(path)
        .Select(line => line.Split([' ', '\t', ':'], StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length > 1 && char.IsAsciiDigit(words[1][0]) && words[1].All(char.IsAsciiDigit))
        .DistinctBy(words => words[0])
        .ToDictionary(words => words[0], words => double.Parse(words[1], CultureInfo.InvariantCulture));
}
