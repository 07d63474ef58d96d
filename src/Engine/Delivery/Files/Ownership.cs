using Basenode.Engine.FileSystem;
using Basenode.Engine.Handoffs;

namespace Basenode.Engine.Delivery.Files;

/// <summary>Mode and owner that a file is to have.</summary>
internal readonly record struct Ownership(UnixFileMode Mode, uint User, uint Group)
{
    private const UnixFileMode DefaultMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>What the target asks for, else what the file that is there has, else the defaults.</summary>
    /// <exception cref="IOException">A user or group is unknown.</exception>
    public static Ownership For(TargetDefinition target, FileStamp? inPlace) => new(
        target.Mode ?? inPlace?.Permissions ?? DefaultMode,
        target.Owner is { } owner ? Accounts.User(owner) : inPlace?.User ?? Accounts.OwnUser,
        target.Group is { } group ? Accounts.Group(group) : inPlace?.Group ?? Accounts.OwnGroup);

    /// <summary>Whether a file has them.</summary>
    public bool Matches(FileStamp file) => file.Permissions == Mode && file.User == User && file.Group == Group;
}
