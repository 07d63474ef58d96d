using Basenode.Engine.Text;
using Tomlyn;
using Tomlyn.Parsing;
using Tomlyn.Syntax;

namespace Basenode.Engine.Configuration;

/// <summary>Reads TOML into tables that know where each value stands. The only user of Tomlyn.</summary>
internal sealed class TomlReader
{
    private const int DepthLimit = 64;

    private readonly string file;
    private readonly SettingsProblems problems;
    private readonly SettingsTable root;

    private TomlReader(string file, SettingsProblems problems)
    {
        this.file = file;
        this.problems = problems;
        root = new SettingsTable("", problems);
    }

    /// <summary>Reads a whole file's text.</summary>
    /// <param name="file">Its path, for messages.</param>
    /// <param name="text">Its text.</param>
    /// <param name="problems">Takes the errors of its syntax.</param>
    /// <returns>The file's own table; null when it is no valid TOML.</returns>
    public static SettingsTable? Read(string file, string text, SettingsProblems problems)
    {
        DocumentSyntax document;
        try
        {
            document = SyntaxParser.Parse(text, file, validate: true);
        }
        catch (Exception error) when (error is TomlException or ArgumentException)
        {
            // What the parser does not put into its diagnostics: lists that nest too deep, half a character as an escape.
            problems.Error(file, LogText.Escape(error.Message, 200));
            return null;
        }

        if (document.HasErrors)
        {
            foreach (DiagnosticMessage message in document.Diagnostics.Where(message => message.Kind is DiagnosticMessageKind.Error))
            {
                problems.Error(Position(file, message.Span), message.Message);
            }

            return null;
        }

        var reader = new TomlReader(file, problems);
        reader.AddAll(reader.root, document.KeyValues);
        foreach (TableSyntaxBase table in document.Tables)
        {
            reader.AddAll(reader.Open(table), table.Items);
        }

        return reader.root;
    }

    private static string Position(string file, SourceSpan span) => $"{file}:{span.Start.Line + 1}:{span.Start.Column + 1}";

    // Each part of a dotted key is a table with a path of its own: without a limit a long line would take all memory.
    private List<string> Parts(KeySyntax key)
    {
        if (key.DotKeys.ChildrenCount < DepthLimit)
        {
            return [PartText(key.Key!), .. key.DotKeys.Select(part => PartText(part.Key!))];
        }

        problems.Error(Position(file, key.Span), $"a key of more than {DepthLimit} parts");
        return [PartText(key.Key!)];
    }

    private static string PartText(BareKeyOrStringValueSyntax part) => part switch
    {
        StringValueSyntax quoted => quoted.Value ?? "",
        BareKeySyntax bare => bare.Key?.Text ?? "",
        _ => part.ToString() ?? "",
    };

    /// <summary>The table that a header names, made where it is not there yet; a fresh one for each header in double brackets.</summary>
    private SettingsTable Open(TableSyntaxBase header)
    {
        List<string> parts = Parts(header.Name!);
        string where = Position(file, header.Name!.Span);
        if (header is not TableArraySyntax)
        {
            return Descend(root, parts, where);
        }

        SettingsTable parent = Descend(root, parts[..^1], where);
        var table = new SettingsTable(string.Join('.', parts), problems);
        var value = new SettingsValue(table, where, where);
        if (!parent.Add(parts[^1], new SettingsValue(new List<SettingsValue> { value }, where, where))
            && parent.Values[parts[^1]].Content is List<SettingsValue> items)
        {
            items.Add(value);
        }

        return table;
    }

    private SettingsTable Descend(SettingsTable table, IEnumerable<string> parts, string where)
    {
        foreach (string part in parts)
        {
            string path = table.Path.Length == 0 ? part : $"{table.Path}.{part}";
            table.Add(part, new SettingsValue(new SettingsTable(path, problems), where, where));

            // Within a list of tables a header means the newest of them. A plain value in the way was refused by the parser.
            table = table.Values[part].Content switch
            {
                SettingsTable found => found,
                List<SettingsValue> { Count: > 0 } items when items[^1].Content is SettingsTable newest => newest,
                _ => new SettingsTable(path, problems),
            };
        }

        return table;
    }

    private void AddAll(SettingsTable table, IEnumerable<KeyValueSyntax> pairs)
    {
        foreach (KeyValueSyntax pair in pairs)
        {
            List<string> parts = Parts(pair.Key!);
            string key = Position(file, pair.Key!.Span);
            SettingsTable owner = Descend(table, parts[..^1], key);
            string path = owner.Path.Length == 0 ? parts[^1] : $"{owner.Path}.{parts[^1]}";
            if (!owner.Add(parts[^1], Value(pair.Value!, key, path)))
            {
                problems.Error(key, $"'{path}' is a duplicate");
            }
        }
    }

    private SettingsValue Value(ValueSyntax value, string key, string path) =>
        new(Content(value, path), key, Position(file, value.Span));

    private object Content(ValueSyntax value, string path)
    {
        switch (value)
        {
            case StringValueSyntax text:
                return text.Value ?? "";
            case IntegerValueSyntax number:
                return number.Value;
            case FloatValueSyntax number:
                return number.Value;
            case BooleanValueSyntax flag:
                return flag.Value;
            case ArraySyntax items:
                return items.Items.Select(item => Value(item.Value!, Position(file, item.Span), path)).ToList();
            case InlineTableSyntax inline:
                var table = new SettingsTable(path, problems);
                AddAll(table, inline.Items.Select(item => item.KeyValue!));
                return table;
            default:
                return value.ToString()?.Trim() ?? "";
        }
    }
}
