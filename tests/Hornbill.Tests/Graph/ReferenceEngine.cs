using Hornbill.Graph;
using Ops = Hornbill.Graph.Ops;

namespace Hornbill.Tests.Graph;

/// <summary>What a run is of besides its leaves' values.</summary>
sealed record TwinRun(int BatchSize, bool Training, ulong Seed, uint Step);

/// <summary>A second engine: it runs a request in double, op by op as the graph says, nothing fused and nothing laid out, forward and
/// backward. Each op is computed by its twin (<see cref="Twins"/>).</summary>
/// <remarks>Beside values and gradients it keeps how large the terms are that they are sums of, since that, and not the result, says what
/// rounding may do: a bias in front of batch normalisation has the gradient 0, made of terms that cancel.</remarks>
sealed class ReferenceEngine(Request request, TwinRun run, Func<Node, double[]> leaf)
{
    // What rounding moves values by at most, as a share of the largest term.
    const double Sharp = 3e-6;

    readonly Dictionary<Node, double[]> _values = [];
    readonly Dictionary<object, Flow> _flows = [];
    bool _flown;

    // The gradient, the sum of its terms' magnitudes, and the variance of what rounding did behind: in units of a float's rounding.
    sealed class Flow(int count)
    {
        public readonly double[] Gradient = new double[count], Terms = new double[count], Variance = new double[count];

        public double Noise(int i) => Math.Sqrt(Variance[i] + (Terms[i] * Terms[i]));
    }

    /// <summary>The values of a node, samples one after the other; of a weight its own.</summary>
    public double[] Value(Node n) => _values.TryGetValue(n, out var v) ? v : _values[n] = n.Op switch
    {
        Ops.Input => leaf(n),
        Ops.Weight w => w.Seen(n.Shape, leaf(n)),
        _ => Twins.Of(n.Op).Forward(Call(n)),
    };

    /// <summary>How large the terms are that each value of a node is made of.</summary>
    public double[] Terms(Node n) => n.Op is Ops.Input or Ops.Weight ? [.. Value(n).Select(Math.Abs)] : Twins.Of(n.Op).Terms(Call(n));

    /// <summary>Whether nothing before a node lies so near to where its slope jumps that rounding would decide between the two. What is
    /// exactly there is so for both engines.</summary>
    public bool IsSharp(Node root) => Node.Sorted([root]).Where(n => n.Inputs.Count > 0).All(n =>
    {
        var scale = Sharp * Terms(n.Inputs[0]).Max();
        return Twins.Of(n.Op).Distances(Call(n)).All(d => d == 0 || d > scale);
    });

    /// <summary>The gradient by a node that was asked for, zeros where nothing flows; of a weight, that of all of it.</summary>
    public double[] Gradient(Node by) => Flows(by).Gradient;

    /// <summary>What a rounding of each term by one part would do to the gradient.</summary>
    public double[] GradientTerms(Node by)
    {
        var flow = Flows(by);
        return [.. Enumerable.Range(0, flow.Gradient.Length).Select(flow.Noise)];
    }

    Flow Flows(Node by)
    {
        if (!_flown) Flows();
        return Into(by);
    }

    void Flows()
    {
        _flown = true;
        var order = Node.Sorted(request.Roots.Concat(request.By));
        var wanted = request.By.ToHashSet();
        foreach (var n in order.Where(n => n.Inputs.Any(wanted.Contains))) wanted.Add(n);
        var root = request.Scalar!;
        Array.Fill(Into(root).Gradient, request.EachSample ? 1 : 1.0 / run.BatchSize);
        foreach (var n in Enumerable.Reverse(order).Where(n => n.Inputs.Count > 0 && wanted.Contains(n) && _flows.ContainsKey(n)))
            for (var i = 0; i < n.Inputs.Count; i++)
                if (wanted.Contains(n.Inputs[i])) Pass(n, i);
    }

    void Pass(Node n, int input)
    {
        var (twin, call, flow, into) = (Twins.Of(n.Op), Call(n), _flows[n], Into(n.Inputs[input]));
        double[] magnitudes = [.. flow.Gradient.Select(Math.Abs)], noise =
            [.. flow.Gradient.Select((_, i) => flow.Noise(i)).Select(v => v * v)];
        Add(n.Inputs[input], twin.Backward(call, input, flow.Gradient, d => d), into.Gradient);
        Add(n.Inputs[input], twin.Backward(call, input, magnitudes, Math.Abs), into.Terms);
        Add(n.Inputs[input], twin.Backward(call, input, noise, d => d * d), into.Variance);
    }

    // A share of a weight's columns adds to those of the whole.
    static void Add(Node input, double[] gradient, double[] to)
    {
        var weight = input.Op as Ops.Weight;
        for (var i = 0; i < gradient.Length; i++) to[weight?.Place(input.Shape, i) ?? i] += gradient[i];
    }

    // One for a weight however often and under whatever shape it is read.
    Flow Into(Node n)
    {
        var key = n.Op is Ops.Weight w ? w.Variable : (object)n;
        if (_flows.TryGetValue(key, out var flow)) return flow;
        return _flows[key] = new(n.Op is Ops.Weight weight ? weight.Variable.Shape.Elements : run.BatchSize * n.Shape.Elements);
    }

    TwinCall Call(Node n) => new(n, n.Op.For(request.For(n)), run with { Training = request.For(n).Training }, 0, run.BatchSize,
        [.. n.Inputs.Select(Value)]);
}

/// <summary>Where a weight that is seen as a share or under another shape lies in the whole.</summary>
static class SeenWeights
{
    public static double[] Seen(this Ops.Weight weight, Tensors.Shape shape, double[] whole) =>
        [.. Enumerable.Range(0, shape.Elements).Select(i => whole[weight.Place(shape, i)])];

    public static int Place(this Ops.Weight weight, Tensors.Shape shape, int i) => weight.First is { } first
        ? (i / shape[^1] * weight.Variable.Shape[^1]) + first + (i % shape[^1])
        : i;
}
