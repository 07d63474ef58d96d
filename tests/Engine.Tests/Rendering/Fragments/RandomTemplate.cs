using System.Text;

namespace Basenode.Engine.Tests.Rendering.Fragments;

/// <summary>Writes a template at random out of all that fragments have to do with: loops, includes, conditions, variables, functions.</summary>
internal sealed class RandomTemplate(Random random)
{
    private static readonly string[] Items = ["a", "b", "c"];
    private int names;

    /// <summary>A whole template.</summary>
    public string Write(bool isPart = false)
    {
        var text = new StringBuilder();
        if (!isPart)
        {
            text.Append("{{ n = 0; last = 'none'; note = ''; func double(x); ret (x | string.upcase) + x; end; func noted; ret note + last; end; pick = @(do; ret $0 + '!'; end) ~}}\n");
        }

        Block(text, [], isPart ? 1 : 0, isPart);
        return text.ToString();
    }

    private void Block(StringBuilder text, IReadOnlyList<(string Name, bool IsInstance)> items, int depth, bool isPart)
    {
        int statements = random.Next(1, 5);
        for (int i = 0; i < statements; i++)
        {
            Statement(text, items, depth, isPart);
        }
    }

    private void Statement(StringBuilder text, IReadOnlyList<(string Name, bool IsInstance)> items, int depth, bool isPart)
    {
        string indent = new(' ', random.Next(3) * 2);
        switch (random.Next(depth < 2 ? 24 : 17))
        {
            case 0 or 1 or 2:
                text.Append($"{indent}line {{{{ {Expression(items)} }}}}\n");
                break;
            case 3:
                text.Append($"{{{{~ if {Condition(items)} ~}}}}\nyes {{{{ {Expression(items)} }}}}\n{{{{~ else ~}}}}\nno\n{{{{~ end ~}}}}\n");
                break;
            case 4:
                text.Append("{{~ n = n + 1 ~}}\nnumber {{ n }}\n");
                break;
            case 5:
                text.Append($"{{{{~ last = {Expression(items)} ~}}}}\n");
                break;
            case 6:
                text.Append($"{{{{~ if {Condition(items)} ~}}}}\n{{{{~ note = {Expression(items)} ~}}}}\n{{{{~ end ~}}}}\n[{{{{ note }}}}]\n");
                break;
            case 7:
                text.Append($"{{{{~ capture note ~}}}}\ncaptured {{{{ {Expression(items)} }}}}\n{{{{~ end ~}}}}\n{{{{ note }}}}");
                break;
            case 8:
                text.Append($"{indent}{{{{ include 'part{random.Next(2)}.sbn' {Argument(items)} }}}}\n");
                break;
            case 9:
                text.Append($"{{{{ double {Expression(items)} }}}} {{{{ noted }}}} {{{{ {Expression(items)} | pick }}}}\n");
                break;
            case 10:
                text.Append("{{ timestamp }}\n");
                break;
            case 11 when items.Count > 0 && !isPart:
                text.Append("{{ for.index }}/{{ for.first }}/{{ for.last }}/{{ for.changed }}/{{ for.rindex }}\n");
                break;
            case 12 when items.Count > 0 && !isPart:
                text.Append($"{{{{~ if {Condition(items)}; {(random.Next(2) == 0 ? "break" : "continue")}; end ~}}}}\n");
                break;
            case 13:
                text.Append("{{ key_or_default 'k1' 'no k1' }} {{ shared.title }}\n");
                break;
            case 14:
                text.Append($"{{{{~ list = [{Expression(items)}]; list[0] = list[0] + 'x' ~}}}}\n{{{{ list[0] }}}}{{{{ list.size }}}}\n");
                break;
            case 15:
                text.Append($"{{{{ look {Expression(items)} }}}} {{{{ counted }}}}\n");
                break;
            case 16:
                text.Append($"{{{{~ if n > {random.Next(4)}; note = last; else; last = note; end ~}}}}\n{{{{ array.cycle ['p', 'q'] }}}} {{{{ note | string.size }}}}\n");
                break;
            default:
                Loop(text, items, depth, isPart, indent);
                break;
        }
    }

    private void Loop(StringBuilder text, IReadOnlyList<(string Name, bool IsInstance)> items, int depth, bool isPart, string indent)
    {
        string name = random.Next(4) == 0 && items.Count > 0 ? items[^1].Name : random.Next(8) == 0 ? "last" : $"v{names++}";
        (string list, bool isInstance) = random.Next(8) switch
        {
            0 => ("shared.numbers", false),
            1 => ("names", false),
            2 => ("1..18", false),
            3 => ($"['{Items[random.Next(3)]}', '{Items[random.Next(3)]}', last]", false),
            4 => ("(service 's2' | array.sort 'port')", true),
            5 => ("(service 's3') limit:3", true),
            _ => ($"(service 's{random.Next(4)}')", true),
        };
        // Without tildes the indentation of the loop's own line becomes that of what it writes.
        string tilde = random.Next(3) == 0 ? "" : "~";
        text.Append($"{indent}{{{{{tilde} for {name} in {list} {tilde}}}}}\n");
        Block(text, [.. items, (name, isInstance)], depth + 1, isPart);
        text.Append($"{(tilde.Length == 0 ? indent : "")}{{{{{tilde} end {tilde}}}}}{(random.Next(4) == 0 ? "" : "\n")}");
    }

    private string Expression(IReadOnlyList<(string Name, bool IsInstance)> items)
    {
        if (items.Count > 0 && random.Next(3) > 0)
        {
            (string name, bool isInstance) = items[random.Next(items.Count)];

            // A name may be used twice: what it means then depends on where it stands.
            return isInstance && items.Last(item => item.Name == name).IsInstance ? $"(({name}.port ?? {name}) + '')" : $"((object.typeof {name}) + '')";
        }

        return random.Next(7) switch
        {
            0 => "(n + '')",
            1 => "last",
            2 => "shared.title",
            3 => "((service 's1').size + '')",
            4 => "((names | array.size) + '')",
            5 => "(note | string.slice 0 5 | one_line)",
            _ => $"'{Items[random.Next(3)]}'",
        };
    }

    private string Argument(IReadOnlyList<(string Name, bool IsInstance)> items) => random.Next(2) == 0 ? Expression(items) : "names";

    private string Condition(IReadOnlyList<(string Name, bool IsInstance)> items) =>
        random.Next(2) == 0 ? $"{Expression(items)} == {Expression(items)}" : $"(n % {random.Next(2, 4)}) == 0";
}
