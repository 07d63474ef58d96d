using System.Globalization;
using System.Text;
using System.Xml;
using Basenode.Engine.Text;

namespace Basenode.Cli.Testing;

/// <summary>Writes results as JUnit XML, which CI systems show.</summary>
internal static class JUnitReport
{
    /// <summary>Writes the file; folders that lead to it are made.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyCollection<CaseResult> results)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var writer = XmlWriter.Create(path, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) });
        writer.WriteStartElement("testsuites");
        writer.WriteStartElement("testsuite");
        writer.WriteAttributeString("name", "basenode");
        writer.WriteAttributeString("tests", $"{results.Count}");
        writer.WriteAttributeString("failures", $"{results.Count(result => !result.IsPassed)}");
        writer.WriteAttributeString("errors", "0");
        writer.WriteAttributeString("skipped", "0");
        writer.WriteAttributeString("time", Seconds(results.Aggregate(TimeSpan.Zero, (sum, result) => sum + result.Took)));
        foreach (CaseResult result in results)
        {
            Write(writer, result);
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static void Write(XmlWriter writer, CaseResult result)
    {
        writer.WriteStartElement("testcase");
        writer.WriteAttributeString("classname", "basenode");
        writer.WriteAttributeString("name", Valid(result.Name));
        writer.WriteAttributeString("time", Seconds(result.Took));
        if (!result.IsPassed)
        {
            writer.WriteStartElement("failure");
            writer.WriteAttributeString("message", Valid(Masked(result.Failures[0].Message).Split('\n')[0]));
            writer.WriteString(Valid(string.Join('\n', result.Failures.Select(Text))));
            writer.WriteEndElement();
        }

        if (!result.Notes.IsEmpty)
        {
            writer.WriteElementString("system-out", Valid(string.Join('\n', result.Notes)));
        }

        writer.WriteEndElement();
    }

    private static string Text(CaseFailure failure) =>
        string.Join('\n', CasePrinter.Difference(failure).Select(line => line.Text).Prepend(Masked(failure.Message)));

    private static string Masked(string text) => SecretMask.Process.Apply(text);

    private static string Seconds(TimeSpan period) => period.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // Control characters of a rendered file have no place in XML, not even escaped.
    private static string Valid(string text)
    {
        var valid = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            valid.Append(!rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value) ? rune.ToString() : "\uFFFD");
        }

        return valid.ToString();
    }
}
