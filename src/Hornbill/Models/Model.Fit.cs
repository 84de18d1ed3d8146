using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    internal const int DefaultBatchSize = 32;

    /// <summary>Trains as the options say and returns the loss and metrics of each epoch, of training and of validation.</summary>
    /// <param name="options">The data, and how to train.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model, or a label is out of range.</exception>
    public History Fit(FitOptions options) => new Fitting(this, options).Claim().Run();

    /// <summary>Trains on the data and returns the loss and metrics of each epoch, of training and of validation.</summary>
    /// <remarks>Weights of single samples are part of the data: <c>new ArrayData(x, y, sampleWeights)</c>.</remarks>
    /// <param name="data">Samples and targets.</param>
    /// <param name="batchSize">Samples in a step; the last batch of an epoch may have fewer.</param>
    /// <param name="epochs">The number of the last epoch: passes over the data where <paramref name="initialEpoch"/> is 0.</param>
    /// <param name="callbacks">Told how it goes, in their order.</param>
    /// <param name="validationSplit">Share of the data held out: the last samples, before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead; tensors as <c>(x, y)</c>.</param>
    /// <param name="shuffle">Whether each pass over the data has an order of its own.</param>
    /// <param name="classWeight">How much the samples of each class count in training, an array in class order or a map; not in
    /// validation.</param>
    /// <param name="initialEpoch">Epochs done before.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, where it is not one pass: epochs then go on where the one before ended. Of a fraction
    /// the last step counts whole.</param>
    /// <param name="validationSteps">The most batches that a validation looks at; all by default.</param>
    /// <param name="validationBatchSize">Samples in a step of validation; as in training by default.</param>
    /// <param name="validationFreq">After how many epochs each time there is a validation.</param>
    /// <param name="seed">Of shuffling and dropout; the model's where none is given.</param>
    /// <param name="checkpoints">Where it is kept, so that it goes on after an interruption.</param>
    /// <param name="verbose">What is written to the console: 0 nothing, 1 Keras's bar, 2 a line an epoch.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model, or a label is out of range.</exception>
    /// <example><code>var history = model.Fit(train, batchSize: 64, epochs: 12, verbose: 1, validationSplit: 0.1);</code></example>
    public History Fit(BatchSource data, int batchSize = 32, int epochs = 1, IReadOnlyList<Callback>? callbacks = null,
                       double validationSplit = 0, BatchSource? validationData = null, bool shuffle = true, ClassWeight? classWeight = null,
                       int initialEpoch = 0, double? stepsPerEpoch = null, int? validationSteps = null, int? validationBatchSize = null,
                       int validationFreq = 1, ulong? seed = null, Checkpoints? checkpoints = null, int verbose = 0) =>
        Fit(new FitOptions(data)
        {
            BatchSize = batchSize, Epochs = epochs, Verbose = verbose, Callbacks = callbacks ?? [], ValidationSplit = validationSplit,
            ValidationData = validationData, Shuffle = shuffle, ClassWeight = classWeight, InitialEpoch = initialEpoch, StepsPerEpoch =
                stepsPerEpoch,
            ValidationSteps = validationSteps, ValidationBatchSize = validationBatchSize, ValidationFreq = validationFreq, Seed = seed,
            Checkpoints = checkpoints,
        });

    /// <summary>Trains on samples and targets, tensors or arrays, and returns the loss and metrics of each epoch.</summary>
    /// <param name="x">Samples (n, …) of a model of one input.</param>
    /// <param name="y">Targets (n, …), or class indices (n,).</param>
    /// <param name="batchSize">Samples in a step; the last batch of an epoch may have fewer.</param>
    /// <param name="epochs">The number of the last epoch: passes over the data where <paramref name="initialEpoch"/> is 0.</param>
    /// <param name="callbacks">Told how it goes, in their order.</param>
    /// <param name="validationSplit">Share of the data held out: the last samples, before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead; tensors as <c>(x, y)</c>.</param>
    /// <param name="shuffle">Whether each pass over the data has an order of its own.</param>
    /// <param name="classWeight">How much the samples of each class count in training, an array in class order or a map; not in
    /// validation.</param>
    /// <param name="sampleWeight">How much each sample counts; 1 by default.</param>
    /// <param name="initialEpoch">Epochs done before.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, where it is not one pass: epochs then go on where the one before ended. Of a fraction
    /// the last step counts whole.</param>
    /// <param name="validationSteps">The most batches that a validation looks at; all by default.</param>
    /// <param name="validationBatchSize">Samples in a step of validation; as in training by default.</param>
    /// <param name="validationFreq">After how many epochs each time there is a validation.</param>
    /// <param name="seed">Of shuffling and dropout; the model's where none is given.</param>
    /// <param name="checkpoints">Where it is kept, so that it goes on after an interruption.</param>
    /// <param name="verbose">What is written to the console: 0 nothing, 1 Keras's bar, 2 a line an epoch.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model, or a label is out of range.</exception>
    /// <example><code>var history = model.Fit(x, y, batchSize: 64, epochs: 12, verbose: 1, validationData: (testX, testY));</code></example>
    public History Fit(Tensor x, Tensor y, int batchSize = 32, int epochs = 1, IReadOnlyList<Callback>? callbacks = null,
                       double validationSplit = 0, BatchSource? validationData = null, bool shuffle = true, ClassWeight? classWeight = null,
                       float[]? sampleWeight = null, int initialEpoch = 0, double? stepsPerEpoch = null, int? validationSteps = null,
                       int? validationBatchSize = null, int validationFreq = 1, ulong? seed = null, Checkpoints? checkpoints = null,
                           int verbose = 0) =>
        Fit(new ArrayData(x, y, sampleWeight), batchSize, epochs, callbacks, validationSplit, validationData, shuffle, classWeight,
            initialEpoch,
            stepsPerEpoch, validationSteps, validationBatchSize, validationFreq, seed, checkpoints, verbose);

    /// <summary>Trains on another thread as the options say. Cancelling ends it after the step at hand and returns normally: the model then
    /// has the weights of its best epoch so far, by validation loss, or by training loss where there is no validation; before the end of
    /// the first epoch those at hand.</summary>
    /// <param name="options">The data, and how to train.</param>
    /// <param name="cancellationToken">Ends training early.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model.</exception>
    public Task<History> FitAsync(FitOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var fitting = new Fitting(this, options with { Cancel = cancellationToken }).Claim();
        return Task.Factory.StartNew(fitting.Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Trains on another thread. Cancelling ends it after the step at hand and returns normally: the model then has the weights of
    /// its best epoch so far, by validation loss, or by training loss where there is no validation; before the end of the first epoch those
    /// at hand.</summary>
    /// <param name="data">Samples and targets.</param>
    /// <param name="batchSize">Samples in a step; the last batch of an epoch may have fewer.</param>
    /// <param name="epochs">The number of the last epoch: passes over the data where <paramref name="initialEpoch"/> is 0.</param>
    /// <param name="callbacks">Told how it goes, in their order.</param>
    /// <param name="validationSplit">Share of the data held out: the last samples, before any shuffling.</param>
    /// <param name="validationData">Data to validate on instead; tensors as <c>(x, y)</c>.</param>
    /// <param name="shuffle">Whether each pass over the data has an order of its own.</param>
    /// <param name="classWeight">How much the samples of each class count in training, an array in class order or a map; not in
    /// validation.</param>
    /// <param name="initialEpoch">Epochs done before.</param>
    /// <param name="stepsPerEpoch">Steps in an epoch, where it is not one pass: epochs then go on where the one before ended. Of a fraction
    /// the last step counts whole.</param>
    /// <param name="validationSteps">The most batches that a validation looks at; all by default.</param>
    /// <param name="validationBatchSize">Samples in a step of validation; as in training by default.</param>
    /// <param name="validationFreq">After how many epochs each time there is a validation.</param>
    /// <param name="seed">Of shuffling and dropout; the model's where none is given.</param>
    /// <param name="checkpoints">Where it is kept, so that it goes on after an interruption.</param>
    /// <param name="verbose">What is written to the console: 0 nothing, 1 Keras's bar, 2 a line an epoch.</param>
    /// <param name="progress">Told of the state ten times a second, and at each epoch's end.</param>
    /// <param name="cancellationToken">Ends training early.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The data do not fit the model.</exception>
    public Task<History> FitAsync(BatchSource data, int batchSize = 32, int epochs = 1, IReadOnlyList<Callback>? callbacks = null,
                                  double validationSplit = 0, BatchSource? validationData = null, bool shuffle = true,
                                      ClassWeight? classWeight = null,
                                  int initialEpoch = 0, double? stepsPerEpoch = null, int? validationSteps = null,
                                      int? validationBatchSize = null,
                                  int validationFreq = 1, ulong? seed = null, Checkpoints? checkpoints = null, int verbose = 0,
                                      IProgress<FitProgress>? progress = null,
                                  CancellationToken cancellationToken = default) =>
        FitAsync(new FitOptions(data)
        {
            BatchSize = batchSize, Epochs = epochs, Verbose = verbose, Callbacks = callbacks ?? [], ValidationSplit = validationSplit,
            ValidationData = validationData, Shuffle = shuffle, ClassWeight = classWeight, InitialEpoch = initialEpoch, StepsPerEpoch =
                stepsPerEpoch,
            ValidationSteps = validationSteps, ValidationBatchSize = validationBatchSize, ValidationFreq = validationFreq, Seed = seed,
            Checkpoints = checkpoints, Progress = progress,
        }, cancellationToken);

    internal static ArgumentException Empty(BatchSource data) => new($"{data.GetType().Name} has no samples but at least one is needed. " +
                                                                     "Check how the data were loaded.");

    /// <summary>The size asked for, at most all samples; or the source's own, where it has one and no other than the default was asked
    /// for.</summary>
    internal static int BatchSize(int asked, BatchSource data)
    {
        if (asked <= 0) throw new ArgumentException($"A batch size of {asked} came but it must be at least 1. Try 32.");
        if (data.BatchSize is { } own && asked != own && asked != DefaultBatchSize)
            throw new ArgumentException(
                $"A batch size of {asked} came but the data come in batches of {own}. It may be left out. Give no batch size, or the " +
                $"data's.");
        return Math.Min(data.BatchSize ?? asked, data.Count ?? int.MaxValue);
    }

    /// <summary>Throws where a source does not fit the model.</summary>
    internal void Check(BatchSource data, bool targets)
    {
        Finished();
        if (data.Count == 0) throw Empty(data);
        if (data.Inputs.Count != _inputs.Count)
            throw new ArgumentException(
                $"Model '{Shown}' got {data.Inputs.Count} inputs but needs {_inputs.Count}. Give one tensor for each, in their order.");
        for (var i = 0; i < _inputs.Count; i++)
            if (!Misfits.Takes(_inputs[i].Shape, data.Inputs[i].Shape))
                throw new ArgumentException($"Model '{Shown}' got samples of shape {data.Inputs[i].Shape} but needs {_inputs[i].Shape}. " +
                                            Misfits.Fix(data, i, _inputs[i].Shape));
        if (!targets) return;
        if (data.Targets.Count != Objectives.Count)
            throw new ArgumentException(
                $"{data.GetType().Name} has {data.Targets.Count} targets but training and evaluation need {Objectives.Count}. " +
                                        "Give the targets beside the samples.");
        for (var i = 0; i < Objectives.Count; i++)
            Objectives[i].For(EndsFor(data).Outputs[Objectives[i].Output].Shape).Check(data.Targets[i].Shape);
        if (data.WeightShapes is not { } weights) return;
        for (var i = 0; i < Objectives.Count; i++)
            Objectives[i].For(EndsFor(data).Outputs[Objectives[i].Output].Shape).CheckWeights(weights[i]);
    }
}
