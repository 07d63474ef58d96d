namespace Basenode.Image.Tests;

/// <summary>A network of a test's own, where containers find each other by name.</summary>
internal sealed class ContainerNetwork : IAsyncDisposable
{
    private readonly ContainerTool tool;

    private ContainerNetwork(ContainerTool tool, string name)
    {
        this.tool = tool;
        Name = name;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Makes one.</summary>
    public static async Task<ContainerNetwork> CreateAsync(ContainerTool tool, string name)
    {
        await tool.TryAsync(["network", "rm", "--force", name]);
        await tool.RunAsync(["network", "create", name]);
        return new ContainerNetwork(tool, name);
    }

    /// <summary>Takes a container off it.</summary>
    public Task CutAsync(Container container) => tool.RunAsync(["network", "disconnect", Name, container.Name]);

    /// <summary>Puts a container on it, possibly under another address than before.</summary>
    public Task ConnectAsync(Container container) => tool.RunAsync(["network", "connect", Name, container.Name]);

    public async ValueTask DisposeAsync() => await tool.TryAsync(["network", "rm", Name]);
}
