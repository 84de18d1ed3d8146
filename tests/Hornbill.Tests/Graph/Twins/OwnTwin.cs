using Hornbill.Engine;
using Hornbill.Graph;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

/// <summary>An operation from outside is its own specification: its code runs here too, on the floats of one sample at a time, in memory of their own.</summary>
sealed unsafe class OwnTwin : TwinOp<Ops.Own>
{
    public override double[] Forward(TwinCall c) => Run(c, null).Output;

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) => Run(c, dy.Of(of)).Gradients[input].Of(of);

    static (double[] Output, double[][] Gradients) Run(TwinCall c, double[]? dy)
    {
        var room = new Room();
        Value[] inputs = [.. c.In.Select((v, i) => room.Add(c.Node.Inputs[i].Shape, c.IsWeight(i) ? Place.Packed : Place.Batch, v))];
        var y = room.Add(c.Y, Place.Batch, new double[c.Samples * c.Y.Elements]);
        var gradient = room.Add(c.Y, Place.Batch, dy ?? new double[c.Samples * c.Y.Elements]);
        Value[] gradients = [.. c.In.Select((v, i) => room.Add(c.Node.Inputs[i].Shape, c.IsWeight(i) ? Place.Packed : Place.Batch, new double[v.Length]))];
        var f = room.Frame(c);
        for (var n = 0; n < c.Samples; n++) Op(c).Operation.Forward(new ForwardSample(f, inputs, y, n, c.Run.Training));
        for (var n = 0; n < c.Samples && dy is not null; n++)
            Op(c).Operation.Backward(new BackwardSample(f, inputs, gradients, y, gradient, n, c.Run.Training));
        return (room.Read(y), [.. gradients.Select(room.Read)]);
    }

    // Values one behind the other.
    sealed class Room
    {
        readonly List<float> _floats = [];
        readonly Dictionary<Value, int> _lengths = [];
        float[] _memory = [];

        public Value Add(Tensors.Shape shape, Place place, double[] values)
        {
            Value value = new("own", place, shape.Elements) { Shape = shape, Stride = shape.Elements, Offset = _floats.Count };
            _floats.AddRange(values.Select(v => (float)v));
            _lengths[value] = values.Length;
            return value;
        }

        public Frame Frame(TwinCall c)
        {
            _memory = GC.AllocateArray<float>(_floats.Count, pinned: true);
            _floats.CopyTo(_memory);
            var memory = (float*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0);
            return new() { Batch = memory - ((long)c.First * 0), Packed = memory, BatchCapacity = 1, Count = c.Samples };
        }

        public double[] Read(Value v) => [.. _memory.AsSpan((int)v.Offset, _lengths[v]).ToArray().Select(x => (double)x)];
    }
}
