using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>What inner layers make of samples, as at inference: feature maps of this model's layers and of those of models within it,
    /// in one pass.</summary>
    /// <param name="x">Samples (n, …) of a model of one input.</param>
    /// <param name="of">Outputs of layers of this model, or of models within it.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <returns>For each node a tensor (n, …) of its shape.</returns>
    /// <exception cref="ArgumentException">The samples do not fit, or a node is no part of the model.</exception>
    /// <example><code>
    /// var trunk = (Model)model.GetLayer("squeezenet");
    /// var maps = model.Activations(picture, [trunk.GetLayer("conv2d").Output, model.GetLayer("dense").Output]);
    /// </code></example>
    public IReadOnlyList<Tensor> Activations(Tensor x, IReadOnlyList<Node> of, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(of);
        var data = new ArrayData(x);
        Check(data, targets: false);
        var ends = EndsFor(data);
        return Activations(data, ends, Known(of, ends), batchSize);
    }

    /// <summary>What goes into a softmax or sigmoid, where the node is one's result; else the node's values.</summary>
    /// <param name="x">Samples of a model of one input.</param>
    /// <param name="of">A layer's output.</param>
    /// <param name="anyActivation">Whether the same goes for relu and any other activation.</param>
    internal Tensor Scores(Tensor x, Node of, bool anyActivation = false)
    {
        var (data, ends, node) = Within(x, of);
        return Activations(data, ends, [Score(node, anyActivation)], 32)[0];
    }

    /// <summary>Whether it predicts one number by a sigmoid: the probability of the second of two classes.</summary>
    internal bool IsBinary => _outputs[0].Shape.Elements == 1 && Tried(_outputs[0]) is var y && Score(y) != y;

    IReadOnlyList<Tensor> Activations(BatchSource data, Ends ends, Node[] nodes, int batchSize)
    {
        batchSize = BatchSize(batchSize, data);
        using var session = new Session(PrepareActivations(ends, nodes), _store, null, Workers, batchSize);
        List<float>[] rows = [.. nodes.Select(_ => new List<float>())];
        var count = 0;
        for (var step = 0; session.Fill(data, new(0, step, batchSize, false, 0)) is > 0 and var samples; step++)
        {
            session.Run(samples, Seed, NextDraw());
            count += samples;
            for (var i = 0; i < rows.Length; i++)
                for (var n = 0; n < samples; n++) rows[i].AddRange(session.Output(i, n));
        }
        return [.. rows.Select((r, i) => new Tensor(nodes[i].Shape.Prepend(count), [.. r]))];
    }

    PreparedPlan PrepareActivations(Ends ends, Node[] nodes)
    {
        lock (_gate)
        {
            var key = $"{ends.Key}activations of {Places(nodes, ends)}";
            if (_plans.TryGetValue(key, out var plan)) return plan;
            return _plans[key] = new(MakePlan(new(nodes)), ends.Keys, [], false);
        }
    }

    (ArrayData Data, Ends Ends, Node Node) Within(Tensor x, Node of)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(of);
        var data = new ArrayData(x);
        Check(data, targets: false);
        var ends = EndsFor(data);
        return (data, ends, Known([of], ends)[0]);
    }

    static Node Score(Node y, bool anyActivation = false)
    {
        var passes = y.Op is Softmax or Elementwise { Function: Function.Sigmoid } || (y.Op is View && y.Inputs[0].Shape == y.Shape)
            || (anyActivation && y.Op is Elementwise or Relu);
        return passes ? Score(y.Inputs[0], anyActivation) : y;
    }
}
