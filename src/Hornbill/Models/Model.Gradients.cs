using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Graph;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    const string Direction = "direction";

    /// <summary>The gradients of one number of each sample's prediction by the model's inputs, or by inner outputs: how much each pixel, or
    /// each place of a feature map, moves the score of a class. As at inference.</summary>
    /// <param name="x">Samples (n, …) of a model of one input.</param>
    /// <param name="index">Which number of the prediction: the class.</param>
    /// <param name="by">Outputs of layers of this model, or of models within it; its inputs by default.</param>
    /// <param name="output">Which of the model's outputs.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <returns>For each node a tensor (n, …) of its shape: ∂ prediction[index] / ∂ node.</returns>
    /// <exception cref="ArgumentException">The samples do not fit, there is no such class or output, or the prediction does not depend on a
    /// node.</exception>
    /// <example><code>
    /// var saliency = model.Gradients(picture, index: 3)[0];
    /// var map = model.Gradients(picture, index: 3, by: [model.GetLayer("conv2d").Output])[0];
    /// </code></example>
    public IReadOnlyList<Tensor> Gradients(Tensor x, int index, IReadOnlyList<Node>? by = null, int output = 0, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Gradients(new ArrayData(x), index, by, output, batchSize);
    }

    /// <summary>The same for the samples of a source, in order: of a model of several inputs, say.</summary>
    /// <param name="data">Samples.</param>
    /// <param name="index">Which number of the prediction: the class.</param>
    /// <param name="by">Outputs of layers of this model, or of models within it; its inputs by default.</param>
    /// <param name="output">Which of the model's outputs.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <returns>For each node a tensor (n, …) of its shape: ∂ prediction[index] / ∂ node.</returns>
    /// <exception cref="ArgumentException">The samples do not fit, there is no such class or output, or the prediction does not depend on a
    /// node.</exception>
    public IReadOnlyList<Tensor> Gradients(BatchSource data, int index, IReadOnlyList<Node>? by = null, int output = 0, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(data, targets: false);
        var ends = EndsFor(data);
        var classes = OutputAt(output, ends).Shape.Elements;
        if (index < 0 || index >= classes)
            throw new ArgumentException(
                $"Model '{Shown}' was asked for gradients of number {index} of its prediction but has 0 to {classes - 1}. Give one of " +
                $"those.");
        return Gradients(data, (_, direction) => direction[index] = 1, by, ends, ends.Outputs[output], batchSize);
    }

    /// <summary>The gradients of a weighted sum of each sample's prediction, Σ_i direction_i · prediction_i, as at inference.</summary>
    /// <param name="x">Samples (n, …) of a model of one input.</param>
    /// <param name="direction">The weights of each sample's prediction (n, …): one-hot rows ask for a class of each sample's own.</param>
    /// <param name="by">Outputs of layers of this model, or of models within it; its inputs by default.</param>
    /// <param name="output">Which of the model's outputs.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <returns>For each node a tensor (n, …) of its shape.</returns>
    /// <exception cref="ArgumentException">The samples or directions do not fit, or the prediction does not depend on a node.</exception>
    public IReadOnlyList<Tensor> Gradients(Tensor x, Tensor direction, IReadOnlyList<Node>? by = null, int output = 0, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(direction);
        var data = new ArrayData(x);
        Check(data, targets: false);
        var ends = EndsFor(data);
        return Along(direction, data, by, ends, OutputAt(output, ends), batchSize);
    }

    /// <summary>The gradients of a weighted sum of what an inner layer makes of each sample, Σ_i direction_i · values_i, as at inference:
    /// what would raise a channel of a feature map, say.</summary>
    /// <param name="x">Samples (n, …) of a model of one input.</param>
    /// <param name="of">The output of a layer of this model, or of a model within it.</param>
    /// <param name="direction">The weights of each sample's values (n, …).</param>
    /// <param name="by">Outputs of layers before it; the model's inputs by default.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <returns>For each node a tensor (n, …) of its shape.</returns>
    /// <exception cref="ArgumentException">The samples or directions do not fit, the node is no part of the model, or does not depend on
    /// one that is differentiated by.</exception>
    /// <example><code>
    /// var map = model.GetLayer("conv2d").Output;                       // (26, 26, 32)
    /// var channel = Tensor.From(ones).Reshape([1, 26, 26, 32]);         // which of its values count
    /// var gradient = model.Gradients(picture, map, channel)[0];
    /// </code></example>
    public IReadOnlyList<Tensor> Gradients(Tensor x, Node of, Tensor direction, IReadOnlyList<Node>? by = null, int batchSize = 32)
    {
        var (data, ends, node) = Within(x, of);
        ArgumentNullException.ThrowIfNull(direction);
        return Along(direction, data, by, ends, node, batchSize);
    }

    /// <summary>The same of what goes into a softmax or sigmoid, where the node is one's result: probabilities that are nearly 1 hardly
    /// move.</summary>
    /// <param name="x">Samples of a model of one input.</param>
    /// <param name="of">A layer's output.</param>
    /// <param name="direction">The weights of each sample's scores.</param>
    /// <param name="by">Outputs of layers before it; the model's inputs by default.</param>
    /// <param name="anyActivation">Whether the same goes for relu, which is flat where nothing excites it, and any other
    /// activation.</param>
    internal IReadOnlyList<Tensor> ScoreGradients(Tensor x, Node of, Tensor direction, IReadOnlyList<Node>? by = null,
        bool anyActivation = false)
    {
        var (data, ends, node) = Within(x, of);
        return Along(direction, data, by, ends, Score(node, anyActivation), 32);
    }

    IReadOnlyList<Tensor> Along(Tensor direction, ArrayData data, IReadOnlyList<Node>? by, Ends ends, Node y, int batchSize)
    {
        var needed = y.Shape.Prepend(data.X.Shape[0]);
        if (direction.Shape != needed)
            throw new ArgumentException(
                $"Model '{Shown}' got a direction of shape {direction.Shape} but needs {needed}, that of what it weighs. Give a row for " +
                $"each sample.");
        return Gradients(data, (n, to) => direction.Row(n).CopyTo(to), by, ends, y, batchSize);
    }

    /// <summary>The gradients of each sample's own loss, as at inference: the direction in which an input would raise it.</summary>
    /// <param name="data">Samples and targets, in order.</param>
    /// <param name="by">Outputs of layers of this model, or of models within it; its inputs by default.</param>
    /// <param name="batchSize">Samples that are computed together; the result does not depend on it.</param>
    /// <returns>For each node a tensor (n, …) of its shape.</returns>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model, or the loss does not depend on a node.</exception>
    public IReadOnlyList<Tensor> Gradients(BatchSource data, IReadOnlyList<Node>? by = null, int batchSize = 32)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(data, targets: true);
        var ends = EndsFor(data);
        var nodes = Known(by, ends);
        var prepared = PrepareGradients(ends, $"gradients of the loss by {Places(nodes, ends)}{WeightsKey(data.WeightShapes)}", nodes,
            () => LossNodes(ends, data.WeightShapes).Total, [.. Objectives.Select(o => o.Key)]);
        return GradientsOf(prepared, data, nodes, null, BatchSize(batchSize, data));
    }

    delegate void Directing(int sample, Span<float> direction);

    IReadOnlyList<Tensor> Gradients(BatchSource x, Directing directing, IReadOnlyList<Node>? by, Ends ends, Node y, int batchSize)
    {
        var nodes = Known(by, ends);
        var prepared = PrepareGradients(ends, $"gradients of {Places([y], ends)} by {Places(nodes, ends)}", nodes,
            () => new(new Graph.Ops.Projection(), [y, new(new Graph.Ops.Input(Direction, y.Shape), [], Direction)], y.Name), [Direction]);
        return GradientsOf(prepared, x, nodes, directing, BatchSize(batchSize, x));
    }

    PreparedPlan PrepareGradients(Ends ends, string key, Node[] nodes, Func<Node> scalar, object[] targets)
    {
        lock (_gate)
        {
            if (_plans.TryGetValue(ends.Key + key, out var plan)) return plan;
            return _plans[ends.Key + key] = new(MakePlan(new([], scalar(), nodes, EachSample: true)), ends.Keys, targets,
                false);
        }
    }

    unsafe IReadOnlyList<Tensor> GradientsOf(PreparedPlan prepared, BatchSource data, Node[] nodes, Directing? directing, int batchSize)
    {
        using var session = new Session(prepared, _store, null, Workers, batchSize);
        List<float>[] rows = [.. nodes.Select(_ => new List<float>())];
        var (count, width) = (0, directing is null ? 0 : session.Target(0).Length / batchSize);
        for (var step = 0; ; step++)
        {
            var samples = session.Fill(data, new(0, step, batchSize, false, 0));
            if (samples == 0) break;
            if (directing is not null) session.Target(0).Clear();
            for (var n = 0; directing is not null && n < samples; n++) directing(count + n, session.Target(0).Slice(n * width, width));
            session.Run(samples, Seed, NextDraw());
            count += samples;
            for (var i = 0; i < rows.Length; i++)
                for (var n = 0; n < samples; n++) rows[i].AddRange(session.Gradient(i, n));
        }
        return [.. rows.Select((r, i) => new Tensor(nodes[i].Shape.Prepend(count), [.. r]))];
    }

    Node OutputAt(int output, Ends ends) => output >= 0 && output < _outputs.Count
        ? ends.Outputs[output]
        : throw new ArgumentException(
            $"Model '{Shown}' was asked for gradients of output {output} but has {_outputs.Count}, from 0 on. Give one of those.");

    // What stands in a graph for nodes of the model, and of models within it: of one that is applied several times, where it is first.
    Node[] Known(IReadOnlyList<Node>? by, Ends ends)
    {
        if (by is null) return [.. ends.Inputs];
        if (by.Count == 0) throw new ArgumentException(
            $"Model '{Shown}' got no nodes to differentiate by but needs one at least. Pass model.GetLayer(name).Output, or nothing for " +
            $"its inputs.");
        var order = Graph.Node.Sorted(ends.Outputs);
        var own = order.ToHashSet();
        return [.. by.Select(n => own.Contains(ends.At(n)) ? ends.At(n) : order.Find(o => IsCopy(o, n)) ?? throw Stranger(n))];

        static bool IsCopy(Node copy, Node of)
        {
            for (var origin = copy.Origin; origin is not null; origin = origin.Origin)
                if (origin == of) return true;
            return false;
        }
    }

    ArgumentException Stranger(Node n) => new(
        $"Model '{Shown}' got '{n.Shown}' of shape {n.Shape} to differentiate by but it is no part of what the model computes. " +
                                              "Pass an Output of one of its layers, or of a layer of a model within it.");

    // Nodes by where they stand in the computation.
    static string Places(Node[] nodes, Ends ends)
    {
        var order = Graph.Node.Sorted(ends.Outputs);
        return string.Join(", ", nodes.Select(n => order.IndexOf(n)));
    }
}
