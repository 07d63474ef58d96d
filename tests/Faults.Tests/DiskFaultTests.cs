using Basenode.Faults.Tests.Parts;

namespace Basenode.Faults.Tests;

/// <summary>The disk is full, read-only or lost, files are edited, damaged or deleted: the proxy serves on, and all is written when it can be.</summary>
public sealed class DiskFaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("full", "destination's")]
    [InlineData("read-only", "destination's")]
    [InlineData("full", "data")]
    [InlineData("read-only", "data")]
    public async Task A_folder_that_cannot_be_written(string how, string which)
    {
        using MountedDisk disk = await MountedDisk.MountAsync();
        bool isData = which == "data";
        await using Proxied proxied = await Proxied.StartAsync(file: isData ? null : disk["haproxy.cfg"], data: isData ? disk["data"] : null);
        var row = new FaultRow("disk", $"the {which} folder {how} while an instance comes, then not", proxied, output);

        await disk.LockAsync(how);
        await using var next = new Provider();
        await proxied.Consul.RegisterAsync("web", "next", next.Port);
        if (isData)
        {
            // What cannot be remembered is applied all the same.
            await proxied.ServersAreAsync(4, "the change is served");
            await proxied.Consul.RegisterAsync("web", "other", next.Port);
            await proxied.ServersAreAsync(5, "the next change is served");
            await proxied.Engine.SaysAsync("a restart will not know what");
        }
        else
        {
            await proxied.StatusSaysAsync(status => status.Contains("write failed"), "the status says that the file cannot be written");
            await proxied.AnsweredAsync(200);
            Assert.Equal(3, await proxied.ServersAsync());
        }

        disk.Unlock(how);
        row.Ended();
        await proxied.ServersAreAsync(isData ? 5 : 4, "the change is served");
        await row.RecoversAsync();
        await proxied.FileEqualsClusterAsync();
        await row.TellAsync();
        await proxied.KillEngineAsync();
        await row.RecoversAsync();
    }

    [Fact]
    public async Task A_data_folder_that_is_full_at_the_start()
    {
        using MountedDisk disk = await MountedDisk.MountAsync();
        await using Proxied proxied = await Proxied.StartAsync(data: disk["data"]);
        var row = new FaultRow("disk", "engine killed and started again while the data folder is full", proxied, output);

        disk.Fill();
        await proxied.KillEngineAsync();
        await proxied.ReplaceAsync();
        disk.Empty();
        row.Ended();
        await row.RecoversAsync();
        await proxied.FileEqualsClusterAsync();
        await row.TellAsync();
    }

    [Fact]
    public async Task A_data_folder_that_is_deleted()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var row = new FaultRow("disk", "the data folder is deleted while the engine runs, then a rolling deployment", proxied, output);

        Directory.Delete(proxied.Sandbox.Folder["data"], recursive: true);
        await proxied.ReplaceAsync();
        row.Ended();
        await row.RecoversAsync();
        await row.TellAsync();
        Assert.True(File.Exists(proxied.Sandbox.Folder["data/targets/haproxy/state.json"]));
    }

    [Theory]
    [InlineData("targets/haproxy/state.json")]
    [InlineData("targets/haproxy/last-good")]
    [InlineData("last-known.json")]
    [InlineData("running")]
    [InlineData("suspects.json")]
    [InlineData("plugins/web.csx/script.json")]
    public async Task A_file_of_the_data_folder_that_is_damaged(string name)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        string path = proxied.Sandbox.Folder[$"data/{name}"];
        var row = new FaultRow("disk", $"{name} of the data folder filled with garbage, then a restart and a rolling deployment", proxied, output);

        await proxied.EndEngineAsync("TERM");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        byte[] garbage = new byte[5000];
        Random.Shared.NextBytes(garbage);
        await File.WriteAllBytesAsync(path, garbage);
        proxied.Engine = proxied.Sandbox.Start();
        await proxied.ReplaceAsync();
        row.Ended();
        await row.RecoversAsync();
        await proxied.FileEqualsClusterAsync();
        await row.TellAsync();
    }

    [Theory]
    [InlineData("edited by hand")]
    [InlineData("emptied")]
    [InlineData("deleted")]
    public async Task A_file_of_the_proxy_that_is(string what)
    {
        await using Proxied proxied = await Proxied.StartAsync();
        string file = proxied.Haproxy.File;
        string good = await File.ReadAllTextAsync(file);
        var row = new FaultRow("disk", $"haproxy.cfg {what}", proxied, output);

        switch (what)
        {
            case "deleted":
                File.Delete(file);
                break;
            case "emptied":
                await File.WriteAllTextAsync(file, "");
                break;
            default:
                await File.AppendAllTextAsync(file, "frontend mine\n  bind 127.0.0.1:1\n");
                break;
        }

        row.Ended();
        await proxied.FileSaysAsync(file, text => text == good, "the file is restored");
        await row.RecoversAsync();
        await proxied.ReplaceAsync();
        await row.TellAsync();
    }

    [Fact]
    public async Task A_folder_of_templates_that_is_deleted()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        string templates = proxied.Sandbox.Folder["etc/pyconfd/templates"];
        string text = await File.ReadAllTextAsync(Path.Combine(templates, "haproxy.sbn"));
        var row = new FaultRow("disk", "the folder of the templates deleted, and back", proxied, output);

        Directory.Delete(templates, recursive: true);
        await proxied.StatusSaysAsync(status => status.Contains("render failed"), "the status says what is missing");
        Directory.CreateDirectory(templates);
        await File.WriteAllTextAsync(Path.Combine(templates, "haproxy.sbn"), text);
        row.Ended();
        await row.RecoversAsync();
        await proxied.ReplaceAsync();
        await row.TellAsync();
    }

    [Fact]
    public async Task A_destination_that_is_a_symlink()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        string real = proxied.Sandbox.Folder.Write("real.txt", "old\n");
        File.CreateSymbolicLink(words.File, real);
        var row = new FaultRow("disk", "a destination that is a symlink", proxied, output);

        await words.BeginAsync();
        await proxied.ReplaceAsync();
        row.Ended();
        await row.RecoversAsync();
        await row.TellAsync();
        Assert.Equal(real, new FileInfo(words.File).LinkTarget);
        Assert.Equal("good\n", await File.ReadAllTextAsync(real));
    }

    [Fact]
    public async Task A_destination_that_is_a_bind_mount()
    {
        await using Proxied proxied = await Proxied.StartAsync();
        var words = new Words(proxied);
        await words.BeginAsync();
        var row = new FaultRow("disk", "a destination that becomes a bind mount, then not", proxied, output);

        await MountedDisk.MountAsync("--bind", proxied.Sandbox.Folder.Write("outside.txt", "outside\n"), words.File);
        try
        {
            words.Template("still {{ word }}\n");
            await proxied.StatusSaysAsync(status => status.Contains("write failed") && status.Contains("word.txt") && status.Contains("mount"), "the status says that the file is mounted");
            await proxied.ReplaceAsync();
            Assert.Equal("outside\n", await File.ReadAllTextAsync(words.File));
        }
        finally
        {
            MountedDisk.Unmount(words.File);
        }

        row.Ended();
        await words.SayAsync("still good\n", "it can be written again");
        await row.RecoversAsync();
        await row.TellAsync();
    }
}
