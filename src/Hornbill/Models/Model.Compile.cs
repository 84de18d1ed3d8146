using Hornbill.Graph;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Optimizers;

namespace Hornbill.Models;

public partial class Model
{
    Optimizer? _optimizer;
    Loss? _loss;
    IReadOnlyList<MetricChoice> _metrics = [];

    /// <summary>Chooses how it is trained. Compiling again forgets the optimizer's slots; the weights stay.</summary>
    /// <param name="optimizer">"sgd", "adam", "rmsprop", or one with settings.</param>
    /// <param name="loss">"categorical_crossentropy", "sparse_categorical_crossentropy".</param>
    /// <param name="metrics">"accuracy" (or "acc", logged under that name), or metrics with settings.</param>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public void Compile(OptimizerChoice optimizer, LossChoice loss, IReadOnlyList<MetricChoice>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(loss);
        _ = loss.Loss.TargetShape(OutputShape);
        (_optimizer, _loss, _metrics) = (optimizer.Optimizer, loss.Loss, MetricChoice.Distinct(metrics ?? []));
        lock (_gate) _plans.Clear();
        _store.ResetOptimizer(_optimizer);
    }

    /// <summary>The optimizer it was compiled with: its learning rate may be changed.</summary>
    public Optimizer? Optimizer => _optimizer;

    Loss Loss => _loss ?? throw new InvalidOperationException(
        $"Model '{Name}' is not compiled but training and evaluation need a loss. Call Compile(\"adam\", \"sparse_categorical_crossentropy\") first.");

    Node LossNode()
    {
        var target = new Node(new Graph.Ops.Input("target", Loss.TargetShape(OutputShape)), [], "target");
        var weights = new Node(new Graph.Ops.Input(PreparedPlan.SampleWeights, [1]), [], PreparedPlan.SampleWeights);
        return Loss.Build(_outputs[0], target, weights);
    }
}
