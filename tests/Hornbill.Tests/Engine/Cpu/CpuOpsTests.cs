using Hornbill.Engine.Cpu;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Xunit;

namespace Hornbill.Tests.Engine.Cpu;

/// <summary>The table of what each operation becomes on the processor is whole.</summary>
public class CpuOpsTests
{
    // These still lower themselves. The list may only shrink.
    static readonly string[] Left =
    [
        "ActivityPenalty", "BroadcastMerge`1", "Concatenation", "Constant", "ContrastOp", "Deviation", "InverseRoot", "CrossEntropy", "Dot", "Elementwise`1", "EraseOp", "Input", "LinearUpSampling", "LogSoftmax", "LossOf`1",
        "Merge`1", "Noise`1", "Own", "PRelu", "Projection", "Rearrangement", "RepeatChannels", "Resample", "Softmax", "TakeChannels", "UnitLength", "View", "WarpOp",
        "Weight", "WeightedSum", "ZeroPadding",
    ];

    static IEnumerable<Type> Ops => typeof(Op).Assembly.GetTypes().Where(t => t is { IsAbstract: false } && t.IsSubclassOf(typeof(Op)) && t != typeof(AnySize)); // which stands for others and is never computed

    [Fact]
    public void Every_operation_has_its_line()
    {
        Assert.Equal(Left.Order(), Ops.Where(t => !CpuOps.All.ContainsKey(t)).Select(t => t.Name).Order());
        Assert.Empty(CpuOps.All.Keys.Except(Ops));
    }

    [Fact]
    public void Every_line_is_of_its_operation() =>
        Assert.All(CpuOps.All, line => Assert.True(line.Value.GetType().IsAssignableTo(typeof(CpuOp<>).MakeGenericType(line.Key))));
}
