namespace Basenode.Engine.Tests.Loop;

/// <summary>What a double of a plugin's code does when it is called.</summary>
internal enum Act
{
    /// <summary>Does its work: a check accepts, a reload applies, a <c>get</c> or content returns its value.</summary>
    Work,

    /// <summary>A check or reload refuses.</summary>
    Refuse,

    /// <summary>A check or reload refuses without saying why: its message is null.</summary>
    RefuseWithoutWords,

    /// <summary>A reload does not reach its program.</summary>
    Unreachable,

    /// <summary>Throws.</summary>
    Throw,

    /// <summary>Throws a <see cref="TimeoutException"/> of its own.</summary>
    TimeOut,

    /// <summary>Throws a cancellation that nobody asked for.</summary>
    Cancel,

    /// <summary>Returns null.</summary>
    Nothing,

    /// <summary>Blocks its thread until it is released, whatever its token says.</summary>
    HangThread,

    /// <summary>Awaits something that does not come until it is released, whatever its token says.</summary>
    HangTask,

    /// <summary>Awaits until it is released or cancelled.</summary>
    HangUntilCancelled,
}
