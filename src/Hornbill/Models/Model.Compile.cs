using System.ComponentModel;
using System.Runtime.CompilerServices;
using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Optimizers;

namespace Hornbill.Models;

public partial class Model
{
    IReadOnlyList<Objective>? _objectives;
    readonly Draws _draws = new();
    HashSet<Variable> _frozen = [];
    TrainingState? _training;

    /// <summary>Chooses how it is trained. Compiling again forgets the optimizer's slots; the weights stay. Which layers are
    /// <see cref="Layers.Layer.Trainable"/> is noted here, as in Keras.</summary>
    /// <param name="optimizer">"sgd", "adam", "rmsprop", or one with settings.</param>
    /// <param name="loss">"sparse_categorical_crossentropy", "binary_crossentropy", "mse", …, or one with settings; of several outputs each
    /// one's.</param>
    /// <param name="metrics">"accuracy" (or "acc", logged under that name), or metrics with settings; of several outputs each
    /// one's.</param>
    /// <param name="weightedMetrics">The same, of which each counts samples by their weights, and classes by theirs.</param>
    /// <exception cref="ArgumentException">A name is not known.</exception>
    public void Compile(Optimizer optimizer, Loss loss, IReadOnlyList<Metric>? metrics = null,
        IReadOnlyList<Metric>? weightedMetrics = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        Compile(optimizer, [.. _outputs.Select(_ => loss)], null, [.. _outputs.Select(_ => metrics)],
            [.. _outputs.Select(_ => weightedMetrics)]);
    }

    /// <summary>Metrics are a list, as in Keras.</summary>
    /// <param name="optimizer">An optimizer.</param>
    /// <param name="loss">A loss.</param>
    /// <param name="metrics">One metric's name.</param>
    [Obsolete("Metrics are a list, as in Keras: metrics: [\"accuracy\"].", error: true), EditorBrowsable(EditorBrowsableState.Never),
        OverloadResolutionPriority(-1)]
    public void Compile(Optimizer optimizer, Loss loss, string metrics) => Compile(optimizer, loss, [(Metric)metrics]);

    /// <summary>Chooses how a model of several outputs is trained: the loss is the weighted sum of theirs.</summary>
    /// <param name="optimizer">"sgd", "adam", "rmsprop", or one with settings.</param>
    /// <param name="losses">A loss for each output, in their order; null for an output that has none and no targets.</param>
    /// <param name="lossWeights">A factor for each output's loss; 1 by default.</param>
    /// <param name="metrics">Metrics for each output.</param>
    /// <param name="weightedMetrics">Metrics for each output that count samples by their weights.</param>
    /// <exception cref="ArgumentException">There are not as many as outputs, or none has a loss.</exception>
    /// <example><code>model.Compile("adam", ["sparse_categorical_crossentropy", "mse"], lossWeights: [1, 0.2]);</code></example>
    public void Compile(Optimizer optimizer, IReadOnlyList<Loss?> losses, IReadOnlyList<double>? lossWeights = null,
                        IReadOnlyList<IReadOnlyList<Metric>?>? metrics = null, IReadOnlyList<IReadOnlyList<Metric>?>? weightedMetrics =
                            null)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(losses);
        OnePerOutput(metrics?.Count ?? _outputs.Count, "lists of metrics");
        OnePerOutput(weightedMetrics?.Count ?? _outputs.Count, "lists of weighted metrics");
        IReadOnlyList<NamedMetric>[] all = [.. _outputs.Select((_, i) =>
            (NamedMetric[])[.. NamedMetric.Of(metrics?[i], false), .. NamedMetric.Of(weightedMetrics?[i], true)])];
        Compile(optimizer, losses, lossWeights, all, reached => [.. TrainableVariables.Where(reached.Contains)], FrozenStatistics);
    }

    /// <summary>The same by names of outputs, as <see cref="OutputNames"/> has them.</summary>
    /// <param name="optimizer">"sgd", "adam", "rmsprop", or one with settings.</param>
    /// <param name="losses">A loss for each output that has one.</param>
    /// <param name="lossWeights">A factor for an output's loss; 1 for those left out.</param>
    /// <param name="metrics">Metrics of outputs.</param>
    /// <param name="weightedMetrics">Metrics of outputs that count samples by their weights.</param>
    /// <exception cref="ArgumentException">There is no output of a name, or none has a loss.</exception>
    /// <example><code>model.Compile("adam", new() { ["label"] = "sparse_categorical_crossentropy", ["box"] = "mse" }, lossWeights: new() { ["box"] = 0.2 });</code></example>
    public void Compile(Optimizer optimizer, Dictionary<string, Loss> losses, Dictionary<string, double>? lossWeights = null,
                        Dictionary<string, IReadOnlyList<Metric>>? metrics = null, Dictionary<string,
                            IReadOnlyList<Metric>>? weightedMetrics = null) =>
        Compile(optimizer, InOutputOrder(losses), lossWeights is null ? null
            : [.. OutputNames.Select(name => Known(lossWeights).GetValueOrDefault(name, 1))],
                metrics is null ? null : InOutputOrder(metrics), weightedMetrics is null ? null : InOutputOrder(weightedMetrics));

    /// <summary>Things given by names of outputs, such as targets or weights of samples, in the order of the outputs; null for those left
    /// out.</summary>
    /// <param name="byName">One for each name, or for some.</param>
    /// <exception cref="ArgumentException">There is no output of a name.</exception>
    public T?[] InOutputOrder<T>(IReadOnlyDictionary<string, T> byName) where T : class =>
        [.. OutputNames.Select(name => Known(byName).GetValueOrDefault(name))];

    IReadOnlyDictionary<string, T> Known<T>(IReadOnlyDictionary<string, T> byName)
    {
        ArgumentNullException.ThrowIfNull(byName);
        return byName.Keys.FirstOrDefault(name => !OutputNames.Contains(name)) is { } unknown
            ? throw Choices.Unknown("output", unknown, OutputNames) : byName;
    }

    // The weights that are trained are chosen from those that the losses depend on: others have no gradient and stay as they are.
    void Compile(Optimizer optimizer, IReadOnlyList<Loss?> losses, IReadOnlyList<double>? lossWeights,
        IReadOnlyList<IReadOnlyList<NamedMetric>>? metrics,
                 Func<IReadOnlySet<Variable>, Variable[]> choose, IEnumerable<Variable> frozen)
    {
        Finished();
        Hold.Check(this, "Compile");
        OnePerOutput(losses.Count, "losses");
        OnePerOutput(lossWeights?.Count ?? _outputs.Count, "loss weights");
        OnePerOutput(metrics?.Count ?? _outputs.Count, "lists of metrics");
        if (lossWeights?.FirstOrDefault(w => !double.IsFinite(w)) is { } bad && bad != 0)
            throw new ArgumentException($"Model '{Shown}' got the loss weight {bad} but needs finite numbers. Give one for each output.");
        var names = OutputNames;
        Objective[] objectives = [.. losses.Select((l, i) => (l, i)).Where(x => x.l is not null).Select(x => new Objective(
            x.i, names[x.i], _outputs[x.i].Shape, x.l!, lossWeights?[x.i] ?? 1, metrics?[x.i] ?? []))];
        if (objectives.Length == 0)
            throw new ArgumentException(
                $"Model '{Shown}' got no loss but needs one for an output at least. Give \"mse\", or \"sparse_categorical_crossentropy\" " +
                $"for classes.");
        foreach (var o in objectives)
            foreach (var metric in o.Metrics.Select(m => m.Metric).OfType<LossMetric>()) metric.Check(o.Prediction);
        _objectives = Objective.Named(objectives, _outputs.Count > 1);
        var reached = Graph.Node.Sorted([LossNodes(_ends).Total]).Select(n => n.Op).OfType<Weight>().Select(w => w.Variable).ToHashSet();
        _draws.Compiled(_training?.Steps ?? 0);
        (_training, _frozen) = (new(_store, choose(reached), optimizer), frozen.ToHashSet());
        lock (_gate) _plans.Clear();
    }

    void OnePerOutput(int count, string what)
    {
        if (count != _outputs.Count)
            throw new ArgumentException(
                $"Model '{Shown}' got {count} {what} but has {_outputs.Count} outputs. Give one for each, in their order.");
    }

    /// <summary>A name for each output: that of the layer that makes it, from the second of a name on with a number, as <c>head_1</c>.
    /// Figures of several outputs begin with it.</summary>
    public IReadOnlyList<string> OutputNames => FigureNames.Distinct(_outputs.Select(o => o.Name));

    /// <summary>The optimizer it was compiled with: its learning rate may be changed.</summary>
    public Optimizer? Optimizer => _training?.Optimizer;

    internal IReadOnlyList<Objective> Objectives => _objectives ?? throw NotCompiled();

    internal Draws Draws => _draws;

    internal TrainingState TrainingState => _training ?? throw NotCompiled();

    InvalidOperationException NotCompiled() =>
        new($"Model '{Shown}' is not compiled but training and evaluation need a loss. Call Compile(\"adam\", " +
            $"\"sparse_categorical_crossentropy\") first.");

    // The losses of each output, and their weighted sum with the penalties on what layers make, which is the one loss where there is
    // nothing else.
    (Node Total, IReadOnlyList<Node> Each) LossNodes(Ends ends, IReadOnlyList<Tensors.Shape>? sampleWeights = null)
    {
        var shared = new Node(new Input(PreparedPlan.SampleWeights, [1]), [], PreparedPlan.SampleWeights);
        Node Weights(Objective o, int i) => sampleWeights is null
            ? shared
            : new(new Input(PreparedPlan.WeightsOf(o.Key), [sampleWeights[i].Elements]), [], PreparedPlan.WeightsOf(o.Key));
        Node[] each = [.. Objectives.Select(o => o.For(ends.Outputs[o.Output].Shape)).Select((o, i) =>
            o.Loss.Build(ends.Outputs[o.Output], new(new Input(o.Key, o.Target), [], o.Key), Weights(o, i)))];
        var penalties = ActivityPenalties(ends);
        return each.Length == 1 && Objectives[0].Weight == 1 && penalties.Length == 0
            ? (each[0], [])
            : (new(new WeightedSum([.. Objectives.Select(o => (float)o.Weight), .. penalties.Select(_ => 1f)]), [.. each, .. penalties],
                "loss"), each);
    }

    // Of each application that the outputs depend on.
    static Node[] ActivityPenalties(Ends ends) =>
        [.. Graph.Node.Sorted(ends.Outputs).Where(n => n.Op is View { Penalty: not null }).Select(n =>
            new Node(new ActivityPenalty(((View)n.Op).Penalty!), [n], n.Label))];
}
