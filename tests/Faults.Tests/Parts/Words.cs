using Basenode.Testing;

namespace Basenode.Faults.Tests.Parts;

/// <summary>A second target beside the proxy's: a script with a word, a template, and the file that they make.</summary>
internal sealed class Words(Proxied proxied)
{
    /// <summary>The file.</summary>
    public string File => proxied.Sandbox.Folder["word.txt"];

    /// <summary>Writes script and template, and waits until the file says <c>good</c> and what a restart needs is kept.</summary>
    public async Task BeginAsync()
    {
        Template("{{ word }}\n");
        Script("return new { word = \"good\" };");
        await SayAsync("good\n", "the script works");
        string kept = proxied.Sandbox.Folder["data/plugins/word.csx"];
        await Eventually.HoldsAsync(
            () => System.IO.File.Exists(Path.Combine(kept, "script.json")) && System.IO.File.Exists(Path.Combine(kept, "values.json")), () => $"script and values are kept; the log:\n{proxied.Engine.Output}");
    }

    /// <summary>Writes the script.</summary>
    /// <param name="code">The statements of its <c>Variables</c>.</param>
    /// <param name="extra">Further statements and members.</param>
    public void Script(string code, string extra = "")
    {
        proxied.Sandbox.Folder.Write("word.csx", $$"""
            Target("word", template: "word.sbn", destination: "{{File}}");
            {{extra}}
            Variables(cluster => { {{code}} });
            """);
        System.IO.File.Move(proxied.Sandbox.Folder["word.csx"], proxied.Sandbox.Folder["etc/pyconfd/conf.d/word.csx"], overwrite: true);
    }

    /// <summary>Writes the template.</summary>
    public void Template(string text) => proxied.Sandbox.Folder.Replace("etc/pyconfd/templates/word.sbn", text);

    /// <summary>Waits until the file has a text.</summary>
    public Task SayAsync(string text, string what) => proxied.FileSaysAsync(File, has => has == text, what);
}
