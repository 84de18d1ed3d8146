using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    internal const int DefaultBatchSize = 32;

    /// <summary>Trains on the data and returns the loss and metrics of each epoch, of training and of validation.</summary>
    /// <remarks>Weights of single samples are part of the data: <c>new ArrayData(x, y, sampleWeights)</c>.</remarks>
    /// <param name="data">Samples and targets.</param>
    /// <param name="batchSize">Samples in a step; the last batch of an epoch may have fewer.</param>
    /// <param name="epochs">The number of the last epoch: passes over the data where <paramref name="initialEpoch"/> is 0.</param>
    /// <param name="callbacks">Told how it goes, in their order.</param>
    /// <param name="validationSplit">Share of the data held out: the last samples, before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead.</param>
    /// <param name="shuffle">Whether each pass over the data has an order of its own.</param>
    /// <param name="classWeight">How much the samples of each class count in training, an array in class order or a map; not in validation.</param>
    /// <param name="initialEpoch">Epochs done before.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, where it is not one pass: epochs then go on where the one before ended. Of a fraction the last
    /// step counts whole.</param>
    /// <param name="validationSteps">The most batches that a validation looks at; all by default.</param>
    /// <param name="validationBatchSize">Samples in a step of validation; as in training by default.</param>
    /// <param name="validationFreq">After how many epochs each time there is a validation.</param>
    /// <param name="seed">Of shuffling and dropout; the model's where none is given.</param>
    /// <param name="checkpoints">Where it is kept, so that it goes on after an interruption.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model, or a label is out of range.</exception>
    /// <example><code>var history = model.Fit(train, batchSize: 64, epochs: 12, validationSplit: 0.1);</code></example>
    public History Fit(BatchSource data, int batchSize = 32, int epochs = 1, IReadOnlyList<Callback>? callbacks = null, double validationSplit = 0,
                       BatchSource? validationData = null, bool shuffle = true, ClassWeight? classWeight = null, int initialEpoch = 0,
                       double? stepsPerEpoch = null, int? validationSteps = null, int? validationBatchSize = null, int validationFreq = 1, ulong? seed = null,
                       Checkpoints? checkpoints = null) =>
        new Fitting(this, new(data)
        {
            BatchSize = batchSize, Epochs = epochs, Callbacks = callbacks ?? [], ValidationSplit = validationSplit, ValidationData = validationData,
            Shuffle = shuffle, ClassWeight = classWeight, InitialEpoch = initialEpoch, StepsPerEpoch = stepsPerEpoch, ValidationSteps = validationSteps,
            ValidationBatchSize = validationBatchSize, ValidationFreq = validationFreq, Seed = seed ?? Seed, Checkpoints = checkpoints,
        }).Claim().Run();

    /// <summary>Trains on another thread. Cancelling ends it after the step at hand and returns normally: the model then has the weights of its best
    /// epoch so far, by validation loss, or by training loss where there is no validation; before the end of the first epoch those at hand.</summary>
    /// <param name="data">Samples and targets.</param>
    /// <param name="batchSize">Samples in a step; the last batch of an epoch may have fewer.</param>
    /// <param name="epochs">The number of the last epoch: passes over the data where <paramref name="initialEpoch"/> is 0.</param>
    /// <param name="callbacks">Told how it goes, in their order.</param>
    /// <param name="validationSplit">Share of the data held out: the last samples, before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead.</param>
    /// <param name="shuffle">Whether each pass over the data has an order of its own.</param>
    /// <param name="classWeight">How much the samples of each class count in training, an array in class order or a map; not in validation.</param>
    /// <param name="initialEpoch">Epochs done before.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, where it is not one pass: epochs then go on where the one before ended. Of a fraction the last
    /// step counts whole.</param>
    /// <param name="validationSteps">The most batches that a validation looks at; all by default.</param>
    /// <param name="validationBatchSize">Samples in a step of validation; as in training by default.</param>
    /// <param name="validationFreq">After how many epochs each time there is a validation.</param>
    /// <param name="seed">Of shuffling and dropout; the model's where none is given.</param>
    /// <param name="checkpoints">Where it is kept, so that it goes on after an interruption.</param>
    /// <param name="progress">Told of the state ten times a second, and at each epoch's end.</param>
    /// <param name="cancellationToken">Ends training early.</param>
    public Task<History> FitAsync(BatchSource data, int batchSize = 32, int epochs = 1, IReadOnlyList<Callback>? callbacks = null, double validationSplit = 0,
                                  BatchSource? validationData = null, bool shuffle = true, ClassWeight? classWeight = null, int initialEpoch = 0,
                                  double? stepsPerEpoch = null, int? validationSteps = null, int? validationBatchSize = null, int validationFreq = 1,
                                  ulong? seed = null, Checkpoints? checkpoints = null, IProgress<FitProgress>? progress = null,
                                  CancellationToken cancellationToken = default)
    {
        var fitting = new Fitting(this, new(data)
        {
            BatchSize = batchSize, Epochs = epochs, Callbacks = callbacks ?? [], ValidationSplit = validationSplit, ValidationData = validationData,
            Shuffle = shuffle, ClassWeight = classWeight, InitialEpoch = initialEpoch, StepsPerEpoch = stepsPerEpoch, ValidationSteps = validationSteps,
            ValidationBatchSize = validationBatchSize, ValidationFreq = validationFreq, Seed = seed ?? Seed, Checkpoints = checkpoints,
            Progress = progress, Cancel = cancellationToken,
        }).Claim();
        return Task.Factory.StartNew(fitting.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    internal static ArgumentException Empty(BatchSource data) => new($"{data.GetType().Name} has no samples but at least one is needed. " +
                                                                     "Check how the data were loaded.");

    /// <summary>The size asked for, at most all samples; or the source's own, where it has one and no other than the default was asked for.</summary>
    internal static int BatchSize(int asked, BatchSource data)
    {
        if (asked <= 0) throw new ArgumentException($"A batch size of {asked} came but it must be at least 1. Try 32.");
        if (data.BatchSize is { } own && asked != own && asked != DefaultBatchSize)
            throw new ArgumentException($"A batch size of {asked} came but the data come in batches of {own}. It may be left out. Give no batch size, or the data's.");
        return Math.Min(data.BatchSize ?? asked, data.Count ?? int.MaxValue);
    }

    /// <summary>Throws where a source does not fit the model.</summary>
    internal void Check(BatchSource data, bool targets)
    {
        if (data.Count == 0) throw Empty(data);
        if (data.Inputs.Count != _inputs.Count)
            throw new ArgumentException($"Model '{Name}' got {data.Inputs.Count} inputs but needs {_inputs.Count}. Give one tensor for each, in their order.");
        for (var i = 0; i < _inputs.Count; i++)
            if (!TakesAsImage(_inputs[i].Shape, data.Inputs[i].Shape))
                throw new ArgumentException($"Model '{Name}' got samples of shape {data.Inputs[i].Shape} but needs {_inputs[i].Shape}. " +
                                            Fix(data.Inputs[i].Shape, _inputs[i].Shape));
        if (!targets) return;
        if (data.Targets.Count != Objectives.Count)
            throw new ArgumentException($"{data.GetType().Name} has {data.Targets.Count} targets but training and evaluation need {Objectives.Count}. " +
                                        "Give the targets beside the samples.");
        for (var i = 0; i < Objectives.Count; i++)
            Objectives[i].For(EndsFor(data).Outputs[Objectives[i].Output].Shape).Check(data.Targets[i].Shape);
    }

    // As Keras 3: a last dimension of 1 may be there or not.
    static bool TakesAsImage(Shape wanted, Shape came) => wanted.Fits(came) ||
        (came.Rank == wanted.Rank - 1 && wanted[^1] == 1 && wanted.Fits(Shape.Create([.. came, 1]))) ||
        (came.Rank == wanted.Rank + 1 && came[^1] == 1 && wanted.Fits(Shape.Create(came.ToArray().AsSpan(..^1))));

    static string Fix(Shape came, Shape needed) => needed.IsKnown && came.Elements == needed.Elements
        ? $"Reshape the samples, or give the model new Input({string.Join(", ", came)})."
        : $"Give the model new Input({string.Join(", ", came)}), or other data.";
}
