using System.Buffers;
using System.Text.Encodings.Web;

namespace Basenode.Engine.Text;

/// <summary>
/// Knows the values of the process's secrets, and takes them out of whatever is told: log lines, terminals, status, previews, errors that are kept. A value is found as it
/// stands, line by line where it has several, in JSON's and URL's escapes, and in base64; what else is made of it (a hash, a part, capitals) is not.
/// </summary>
/// <remarks>One for the process, as its output is: a secret that one engine learned must not be told by anything beside it. May be used on any thread.</remarks>
internal sealed class SecretMask
{
    /// <summary>The length from which on a value is masked. A shorter one would be found in words that have nothing to do with it.</summary>
    public const int ShortestValue = 6;

    /// <summary>What is told in the place of a value.</summary>
    public const string Shown = "***";

    // Values that were replaced long ago are still in old files and in what others say of them; the oldest are dropped.
    private const int MostValues = 16_384;
    private const char Cut = '…';

    private readonly Lock gate = new();
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly Queue<string> oldest = [];
    private Forms? forms = Forms.None;

    /// <summary>The process's own.</summary>
    public static SecretMask Process { get; } = new();

    /// <summary>Learns a value; null and one that is too short are passed over.</summary>
    /// <returns>Whether the value is masked from now on.</returns>
    public bool Add(string? value)
    {
        if (value is null || value.Trim().Length < ShortestValue)
        {
            return false;
        }

        lock (gate)
        {
            if (known.Add(value))
            {
                oldest.Enqueue(value);
                if (oldest.Count > MostValues)
                {
                    known.Remove(oldest.Dequeue());
                }

                forms = null;
            }
        }

        return true;
    }

    /// <summary>Whether a text has a secret in it.</summary>
    public bool IsIn(string text) => Current().Find(text, 0) >= 0;

    /// <summary>The text with every secret replaced.</summary>
    public string Apply(string text)
    {
        Forms now = Current();
        int at = now.Find(text, 0);
        return at < 0 ? WithoutCutOnes(text, now) : WithoutCutOnes(Replaced(text, at, now), now);
    }

    /// <summary>
    /// Two versions of a text for a comparison: also the old line in whose place a line with a secret comes is masked where it has the same words around it, since the
    /// value that it holds was the secret before.
    /// </summary>
    public (string Old, string New) Apply(string old, string @new)
    {
        string maskedNew = Apply(@new);
        string maskedOld = Apply(old);
        if (ReferenceEquals(maskedNew, @new))
        {
            return (maskedOld, maskedNew);
        }

        string[] lines = maskedNew.Split('\n');
        HashSet<string> staying = [.. lines];
        (string Line, string Before, string After)[] secret =
        [
            .. lines.Where(line => line.Contains(Shown, StringComparison.Ordinal)).Distinct()
                .Select(line => (line, line[..line.IndexOf(Shown, StringComparison.Ordinal)], line[(line.LastIndexOf(Shown, StringComparison.Ordinal) + Shown.Length)..])),
        ];
        IEnumerable<string> before = maskedOld.Split('\n').Select(line => staying.Contains(line) || line.Length == 0 ? line : secret
            .Where(one => line.Length >= one.Before.Length + one.After.Length && line.StartsWith(one.Before, StringComparison.Ordinal) && line.EndsWith(one.After, StringComparison.Ordinal))
            .Select(one => one.Line)
            .FirstOrDefault(line));
        return (string.Join('\n', before), maskedNew);
    }

    private Forms Current()
    {
        if (Volatile.Read(ref forms) is { } now)
        {
            return now;
        }

        lock (gate)
        {
            return forms ??= Forms.Of(known);
        }
    }

    private static string Replaced(string text, int at, Forms forms)
    {
        var masked = new System.Text.StringBuilder(text.Length);
        int from = 0;
        for (; at >= 0; at = forms.Find(text, from))
        {
            masked.Append(text, from, at - from).Append(Shown);
            from = at + forms.LengthAt(text, at);
        }

        return masked.Append(text, from, text.Length - from).ToString();
    }

    // Who cuts a long message does not know what he cuts: the part of a secret before the mark of a cut is told neither.
    private static string WithoutCutOnes(string text, Forms forms)
    {
        for (int cut = forms.IsEmpty ? -1 : text.IndexOf(Cut); cut >= 0; cut = text.IndexOf(Cut, cut + 1))
        {
            int start = forms.StartOfPart(text.AsSpan(0, cut), ShortestValue);
            if (start < cut)
            {
                text = $"{text.AsSpan(0, start)}{Shown}{text.AsSpan(cut)}";
                cut = start + Shown.Length;
            }
        }

        return text;
    }

    /// <summary>All ways in which the values may stand in a text, longest first.</summary>
    private sealed class Forms
    {
        public static readonly Forms None = new([]);

        private readonly string[] all;
        private readonly SearchValues<string>? search;

        private Forms(string[] all)
        {
            this.all = all;
            search = all.Length == 0 ? null : SearchValues.Create(all, StringComparison.Ordinal);
        }

        public bool IsEmpty => all.Length == 0;

        public static Forms Of(IEnumerable<string> values) =>
            new([.. values.SelectMany(FormsOf).Where(form => form.Length >= ShortestValue).Distinct(StringComparer.Ordinal).OrderByDescending(form => form.Length)]);

        public int Find(string text, int from)
        {
            int found = search is null ? -1 : text.AsSpan(from).IndexOfAny(search);
            return found < 0 ? -1 : from + found;
        }

        public int LengthAt(string text, int at) => all.First(form => string.CompareOrdinal(text, at, form, 0, form.Length) == 0).Length;

        // Where the longest beginning of a value starts with which the text ends; its end where there is none.
        public int StartOfPart(ReadOnlySpan<char> text, int shortest)
        {
            int longest = 0;
            foreach (string form in all)
            {
                for (int length = Math.Min(form.Length - 1, text.Length); length > longest && length >= shortest; length--)
                {
                    if (text.EndsWith(form.AsSpan(0, length), StringComparison.Ordinal))
                    {
                        longest = length;
                    }
                }
            }

            return text.Length - longest;
        }

        private static IEnumerable<string> FormsOf(string value)
        {
            string trimmed = value.Trim();
            string[] lines = trimmed.Contains('\n', StringComparison.Ordinal) ? trimmed.Split('\n', StringSplitOptions.TrimEntries) : [];
            foreach (string text in (string[])[value, trimmed, .. lines])
            {
                yield return text;
                yield return JavaScriptEncoder.Default.Encode(text);
                yield return JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text);
                yield return Uri.EscapeDataString(text);
                yield return Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(text)).TrimEnd('=');
            }
        }
    }
}
