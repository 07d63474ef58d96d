namespace Basenode.Haproxy.Live;

/// <summary>The column <c>srv_admin_state</c>, as far as it is told by command. The other bits come from the file, a tracked server or a look-up.</summary>
[Flags]
internal enum AdminState
{
    /// <summary>Nothing was told.</summary>
    None = 0,

    /// <summary>In maintenance by command, or by <c>disabled</c> in the file.</summary>
    Maintenance = 0x01,

    /// <summary>No new connections, by command.</summary>
    Drain = 0x08,
}
