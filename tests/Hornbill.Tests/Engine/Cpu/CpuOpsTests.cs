using Hornbill.Engine.Cpu;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Xunit;

namespace Hornbill.Tests.Engine.Cpu;

/// <summary>The table of what each operation becomes on the processor is whole.</summary>
public class CpuOpsTests
{
    static IEnumerable<Type> Ops => typeof(Op).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(Op)));

    [Fact]
    public void Every_operation_has_its_line()
    {
        Assert.Empty(Ops.Where(t => !CpuOps.All.ContainsKey(t)).Select(t => t.Name));
        Assert.Empty(CpuOps.All.Keys.Except(Ops));
    }

    [Fact]
    public void Every_line_is_of_its_operation() =>
        Assert.All(CpuOps.All, line => Assert.True(line.Value.GetType().IsAssignableTo(typeof(CpuOp<>).MakeGenericType(line.Key))));

    [Fact]
    public void Every_function_has_its_line()
    {
        Assert.Equal(Enum.GetValues<Function>(), ElementwiseSteps.All.Keys.Order());
        Assert.Equal(Enum.GetValues<PairFunction>(), PairFunctions.All.Keys.Order());
        Assert.Equal(Enum.GetValues<NoiseRule>(), NoiseSteps.All.Keys.Order());
        Assert.Equal(Enum.GetValues<LossFunction>(), LossKernels.All.Keys.Order());
    }
}
