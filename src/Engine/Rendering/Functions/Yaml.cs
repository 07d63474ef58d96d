using System.Globalization;
using Basenode.Engine.Rendering.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Basenode.Engine.Rendering.Functions;

/// <summary>YAML of templates' values, and back. Plain scalars are read by YAML 1.2's core schema: <c>yes</c> is text.</summary>
internal static class Yaml
{
    // Aliases of aliases can stand for billions of values.
    private const int Most = 200_000;
    private const int DepthLimit = 40;

    /// <summary>Reads the first document of a text.</summary>
    public static object? Parse(string text)
    {
        try
        {
            RefuseDepth(text);
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            int count = 0;
            return stream.Documents.Count == 0 ? null : Of(stream.Documents[0].RootNode, ref count, 0);
        }
        catch (YamlException exception)
        {
            throw new FunctionException($"invalid YAML: line {exception.Start.Line}, column {exception.Start.Column}: {exception.Message}");
        }
    }

    // Before the tree is built: that takes a piece of the stack for each level, and a stack that ends takes the process with it.
    private static void RefuseDepth(string text)
    {
        var parser = new Parser(new StringReader(text));
        for (int depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > DepthLimit + 2)
            {
                throw new FunctionException($"this YAML nests deeper than {DepthLimit} levels");
            }
        }
    }

    /// <summary>Writes a value in block style, without a final line break.</summary>
    public static string Write(FunctionContext context, object? value)
    {
        var text = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(text, new EmitterSettings().WithIndentedSequences());
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Write(context, emitter, value, 0);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return text.ToString().TrimEnd('\n').Replace("\n...", "", StringComparison.Ordinal);
    }

    private static void Write(FunctionContext context, Emitter emitter, object? value, int depth)
    {
        if (depth > DepthLimit)
        {
            throw new FunctionException($"this value nests deeper than {DepthLimit} levels");
        }

        (IEnumerable<KeyValuePair<string, object?>>? entries, IEnumerable<object?>? items) = value is null ? default : Json.Parts(value);
        if (entries is not null)
        {
            KeyValuePair<string, object?>[] all = [.. entries];
            emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, true, all.Length == 0 ? MappingStyle.Flow : MappingStyle.Block));
            foreach ((string key, object? entry) in all)
            {
                emitter.Emit(Text(key));
                Write(context, emitter, entry, depth + 1);
            }

            emitter.Emit(new MappingEnd());
        }
        else if (items is not null)
        {
            object?[] all = [.. items];
            emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, true, all.Length == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
            foreach (object? item in all)
            {
                Write(context, emitter, item, depth + 1);
            }

            emitter.Emit(new SequenceEnd());
        }
        else
        {
            emitter.Emit(value is string or DateTimeOffset or null && value is not null
                ? Text(context.ObjectToString(value) ?? "")
                : Plain(value is null ? "null" : context.ObjectToString(value) ?? "null"));
        }
    }

    private static Scalar Plain(string value) => new(AnchorName.Empty, TagName.Empty, value, ScalarStyle.Plain, true, false);

    // Text that would read as something else, or has several lines, is quoted: its shape stays its own.
    private static Scalar Text(string value)
    {
        bool isOther = value.Length == 0 || OutputGuard.IsBrokenBy(value) || Resolve(value) is not string
            || value.ToLowerInvariant() is "yes" or "no" or "on" or "off" or "y" or "n";
        return new Scalar(AnchorName.Empty, TagName.Empty, value, isOther ? ScalarStyle.DoubleQuoted : ScalarStyle.Any, true, true);
    }

    private static object? Of(YamlNode node, ref int count, int depth)
    {
        if (++count > Most || depth > DepthLimit)
        {
            throw new FunctionException($"this YAML has more than {Most:N0} values, or nests deeper than {DepthLimit} levels");
        }

        switch (node)
        {
            case YamlMappingNode map:
                var entries = new List<KeyValuePair<string, object?>>(map.Children.Count);
                foreach ((YamlNode key, YamlNode value) in map.Children)
                {
                    entries.Add(new(key is YamlScalarNode { Value: string name } ? name : key.ToString(), Of(value, ref count, depth + 1)));
                }

                return MapObject.Of(entries);
            case YamlSequenceNode list:
                object?[] items = new object?[list.Children.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = Of(list.Children[i], ref count, depth + 1);
                }

                return items;
            case YamlScalarNode { Style: ScalarStyle.Plain } plain:
                return Resolve(plain.Value ?? "");
            default:
                return ((YamlScalarNode)node).Value;
        }
    }

    private static object? Resolve(string plain) => plain switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        _ when (char.IsAsciiDigit(plain[0]) || plain[0] is '-' or '+' or '.')
            && double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
        _ => plain,
    };
}
