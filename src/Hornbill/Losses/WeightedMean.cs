using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <summary>Of a sample the mean of what a user's own loss makes, times the sample's weight: L = w Σ x_i / n.</summary>
sealed class WeightedMean : Operation
{
    public override string Kind => "weighted mean";

    public override Shape OutputShape(IReadOnlyList<Shape> inputs) => [1];

    public override void Forward(in ForwardSample s)
    {
        var sum = 0.0;
        foreach (var x in s.Input(0)) sum += x;
        s.Output[0] = (float)(s.Input(1)[0] * sum / s.Input(0).Length);
    }

    public override void Backward(in BackwardSample s)
    {
        var dx = s.InputGradient(0);
        var slope = s.Gradient[0] * s.Input(1)[0] / s.Input(0).Length;
        for (var i = 0; i < dx.Length; i++) dx[i] += slope;
    }
}
