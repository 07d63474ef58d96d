namespace Basenode.Engine.Tests.Loop;

/// <summary>Tests that drive a whole engine run one at a time and beside no others: they look at the thread pool to see whether the engine has come to rest.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class LoopCollection
{
    public const string Name = "loop";
}
