using Hornbill.Graph;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

/// <summary>An operation from outside is its own specification: its code runs here too, on the floats of one sample at a time, in memory of
/// their own.</summary>
sealed class OwnTwin : TwinOp<Ops.Own>
{
    public override double[] Forward(TwinCall c) => Run(c, null).Output;

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        Run(c, dy.Of(of)).Gradients[input].Of(of);

    static (double[] Output, double[][] Gradients) Run(TwinCall c, double[]? dy)
    {
        Room[] inputs = [.. c.In.Select((v, i) => new Room(v, c.Node.Inputs[i].Shape.Elements, c.IsWeight(i)))];
        Room[] gradients = [.. c.In.Select((v, i) => new Room(new double[v.Length], c.Node.Inputs[i].Shape.Elements, c.IsWeight(i)))];
        var y = new Room(new double[c.Samples * c.Y.Elements], c.Y.Elements, false);
        var gradient = new Room(dy ?? new double[c.Samples * c.Y.Elements], c.Y.Elements, false);
        for (var n = 0; n < c.Samples; n++) Op(c).Operation.Forward(new ForwardSample(new Samples(), inputs, y, n, c.Run.Training));
        for (var n = 0; n < c.Samples && dy is not null; n++)
            Op(c).Operation.Backward(new BackwardSample(new Samples(), (inputs, gradients), (y, gradient), n, c.Run.Training));
        return (y.Values, [.. gradients.Select(g => g.Values)]);
    }

    // The floats of a value: of each sample, or of all.
    sealed class Room(double[] values, int length, bool shared)
    {
        readonly float[] _floats = [.. values.Select(v => (float)v)];

        public Span<float> Of(int sample) => _floats.AsSpan(shared ? 0 : sample * length, length);

        public double[] Values => [.. _floats.Select(x => (double)x)];
    }

    sealed class Samples : ISamples
    {
        public int First => 0;

        public Span<float> Floats(object use, int sample) => ((Room)use).Of(sample);
    }
}
