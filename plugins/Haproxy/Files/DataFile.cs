using Basenode.Plugins;

namespace Basenode.Haproxy.Files;

/// <summary>A target that is not a configuration itself, but that the configuration in place reads.</summary>
/// <param name="Change">The target with its old and new content.</param>
/// <param name="Use">How it is read.</param>
/// <param name="IsWrittenByTraffic">Whether rules of the configuration or scripts may change it in the running HAProxy, so that it differs from the file with reason.</param>
internal sealed record DataFile(TargetChange Change, FileUse Use, bool IsWrittenByTraffic)
{
    /// <summary>What it is called in messages.</summary>
    public string Name => Path.GetFileName(Change.Destination);

    /// <summary>What HAProxy's commands call it.</summary>
    public string Kind => Use switch
    {
        FileUse.Map => "map",
        FileUse.Certificate => "certificate",
        _ => "acl",
    };

    /// <summary>Whether its lines have a key and a value.</summary>
    public bool HasValues => Use is FileUse.Map or FileUse.AclOfMap;

    /// <summary>The same with the content before the change as the wanted one, for a change that is taken back; null where there was none.</summary>
    public DataFile? Before => Change.OldContent is { } old ? this with { Change = Change with { NewContent = old } } : null;
}
