using System.Diagnostics;
using System.Globalization;
using System.Text;
using Basenode.Testing;

namespace Basenode.EndToEnd.Tests.Documentation;

/// <summary>
/// The shell of somebody who follows a page: one bash from the page's first block to its last, so that folders, variables and programs in the background stay. It knows nothing of the tests: its
/// home is empty (but for what git asks of everybody), and no variable of basenode or Consul is set.
/// </summary>
internal sealed class PageShell : IAsyncDisposable
{
    private static readonly TimeSpan LongestBlock = TimeSpan.FromMinutes(2);
    private static readonly string[] Own = ["BASENODE_", "CONSUL_"];

    private readonly TemporaryFolder folder = new();
    private readonly Process shell;
    private readonly Task reading;
    private readonly StringBuilder output = new();

    /// <summary>Starts it in an empty folder with basenode on the PATH; or in a clone that was built, without.</summary>
    public PageShell(bool isInClone)
    {
        string installation = Path.GetDirectoryName(Repository.Executable)!;
        string start = folder[isInClone ? "clone" : "empty"];
        Directory.CreateDirectory(start);
        folder.Write("home/.gitconfig", "[user]\n\tname = A Reader\n\temail = reader@example.org\n");
        if (isInClone)
        {
            Directory.CreateDirectory(folder["clone/artifacts"]);
            Directory.CreateSymbolicLink(folder["clone/artifacts/basenode"], installation);
        }

        var info = new ProcessStartInfo("bash", ["--noprofile", "--norc"]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = start };
        foreach (string name in info.Environment.Keys.Where(name => Own.Any(own => name.StartsWith(own, StringComparison.Ordinal))).ToArray())
        {
            info.Environment.Remove(name);
        }

        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        info.Environment["PATH"] = isInClone ? path : $"{installation}:{path}";
        info.Environment["HOME"] = folder["home"];
        shell = Process.Start(info)!;
        reading = ReadAsync();
        shell.StandardInput.WriteLine("exec 2>&1");
    }

    /// <summary>Sets a variable, for what a page takes for granted and a test cannot, such as a port that is free.</summary>
    public void Set(string name, string value) => shell.StandardInput.WriteLine($"export {name}='{value}'");

    /// <summary>Runs commands to their end.</summary>
    /// <returns>The exit code of the last one that failed, 0 when none did; and what they printed.</returns>
    public async Task<(int ExitCode, string Output)> RunAsync(string commands)
    {
        string block = folder.Write("block.sh", commands);
        string mark = $"[end of {Guid.NewGuid():N} ";
        int from = Length;
        await shell.StandardInput.WriteLineAsync($"failed=0; trap 'failed=$?' ERR; . '{block}' < /dev/null; trap - ERR; printf '\\n{mark}%d]\\n' $failed");
        await shell.StandardInput.FlushAsync();
        await Eventually.HoldsAsync(() => From(from).Split(mark) is [_, var code] && code.Contains(']', StringComparison.Ordinal) || shell.HasExited, () => $"the commands end:\n{commands}\n{From(from)}", LongestBlock);

        string[] parts = From(from).Split($"\n{mark}");
        return parts.Length == 2
            ? (int.Parse(parts[1].Split(']')[0], CultureInfo.InvariantCulture), parts[0])
            : throw new InvalidOperationException($"the shell ended:\n{commands}\n{parts[0]}");
    }

    /// <summary>Writes a file as somebody does in an editor: the folder has to be there.</summary>
    public async Task WriteAsync(string path, string text)
    {
        string absolute = Path.Combine(await FolderAsync(), path);
        Assert.True(Directory.Exists(Path.GetDirectoryName(absolute)), $"nothing on the page has made the folder of {path}");
        await File.WriteAllTextAsync(absolute, text);
    }

    /// <summary>Runs one command on a terminal, in the folder and with the variables of this shell.</summary>
    public async Task<TerminalProcess> OnTerminalAsync(string command)
    {
        string state = folder["state.sh"];
        await RunAsync($"export -p > '{state}'");
        return TerminalProcess.Start("bash", ["-c", $". {state}; exec {command}"], await FolderAsync(), new Dictionary<string, string?>(), columns: 120);
    }

    /// <summary>Ends it with all that it started.</summary>
    public async ValueTask DisposeAsync()
    {
        shell.Kill(entireProcessTree: true);
        await shell.WaitForExitAsync();
        await reading;
        shell.Dispose();
        folder.Dispose();
    }

    private int Length
    {
        get
        {
            lock (output)
            {
                return output.Length;
            }
        }
    }

    private async Task<string> FolderAsync() => (await RunAsync("pwd")).Output.Trim();

    private string From(int start)
    {
        lock (output)
        {
            return output.ToString(start, output.Length - start);
        }
    }

    private async Task ReadAsync()
    {
        char[] buffer = new char[4096];
        while (await shell.StandardOutput.ReadAsync(buffer) is > 0 and int read)
        {
            lock (output)
            {
                output.Append(buffer, 0, read);
            }
        }
    }
}
