using Basenode.Image.Tests;

// One after the other: they measure times, on a small machine, and each container brings Consul, HAProxy and the engine.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: AssemblyFixture(typeof(Images))]
