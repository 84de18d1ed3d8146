using Hornbill.Data;
using Hornbill.Engine;
using Hornbill.Execution;
using Hornbill.Tensors;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>One step on a batch, and its loss and metrics before it. The penalties of regularizers are part of the loss.</summary>
    /// <param name="x">Samples (n, …).</param>
    /// <param name="y">Targets (n, …).</param>
    /// <param name="sampleWeight">A weight for each sample; 1 by default.</param>
    /// <param name="classWeight">How much the samples of each class count.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The batch does not fit the model.</exception>
    public Evaluation TrainOnBatch(Tensor x, Tensor y, float[]? sampleWeight = null, ClassWeight? classWeight = null) =>
        TrainOnBatch(new ArrayData(x, y, sampleWeight), classWeight);

    /// <summary>One step on all samples of a source as one batch, and its loss and metrics before it.</summary>
    /// <param name="batch">All its samples are one batch.</param>
    /// <param name="classWeight">How much the samples of each class count.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The batch does not fit the model.</exception>
    public Evaluation TrainOnBatch(BatchSource batch, ClassWeight? classWeight = null)
    {
        using var hold = Hold.Take(this, "TrainOnBatch", Store.Variables);
        var (tally, width) = (NewTally(), 0);
        using (var session = RunBatch(batch, classWeight, tally)) width = session.Plan.Width;
        Step(new(TrainingState, Workers, width));
        return new(tally.Logs());
    }

    /// <summary>The loss and the metrics of one batch, as at inference.</summary>
    /// <param name="x">Samples (n, …).</param>
    /// <param name="y">Targets (n, …).</param>
    /// <param name="sampleWeight">A weight for each sample; 1 by default.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The batch does not fit the model.</exception>
    public Evaluation TestOnBatch(Tensor x, Tensor y, float[]? sampleWeight = null) => TestOnBatch(new ArrayData(x, y, sampleWeight));

    /// <summary>The loss and the metrics of all samples of a source as one batch, as at inference.</summary>
    /// <param name="batch">The samples and targets.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The batch does not fit the model.</exception>
    public Evaluation TestOnBatch(BatchSource batch) => Evaluate(batch, SamplesOf(batch));

    /// <summary>The outputs for one batch, a row for each sample.</summary>
    /// <param name="x">Samples (n, …).</param>
    /// <exception cref="ArgumentException">The samples do not have the model's shape.</exception>
    /// <exception cref="InvalidOperationException">The model has several outputs.</exception>
    public Tensor PredictOnBatch(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Predict(new ArrayData(x), Math.Max(1, x.Shape.Rank == 0 ? 1 : x.Shape[0]));
    }

    /// <summary>The loss of a batch in training and its gradients: with <see cref="ApplyGradients"/> the two halves of a step, for training
    /// loops of your own. Layers act as in training: no weight is changed by its gradient, and a normalisation's moving statistics follow
    /// the batch.</summary>
    /// <remarks>The gradients are those of the mean loss over the samples. The penalties of regularizers are in the loss but not yet in the
    /// gradients: the optimizer adds them.</remarks>
    /// <param name="batch">The samples and targets.</param>
    /// <param name="classWeight">How much the samples of each class count.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">The batch does not fit the model.</exception>
    /// <example><code>
    /// var step = model.ComputeGradients(new ArrayData(x, y));
    /// foreach (var (name, gradient) in step.Values) Console.WriteLine($"{name}: {gradient.Data.Max(MathF.Abs)}");
    /// model.ApplyGradients(step);
    /// </code></example>
    public WeightGradients ComputeGradients(BatchSource batch, ClassWeight? classWeight = null)
    {
        Hold.Check(this, "ComputeGradients", others: true);
        var tally = NewTally();
        using var session = RunBatch(batch, classWeight, tally);
        return new(new(tally.Logs()), [.. TrainingState.Variables.Select(Copy)]);

        NamedWeights Copy(Graph.Variable v) => new(_store.Name(v),
            Scaled(v.Shape, TrainingState.Gradient(v), Optimizer!.LossScaleFactor ?? 1));
    }

    /// <summary>One step of the optimizer by the gradients given, which may have been changed, or added up over batches.</summary>
    /// <param name="gradients">Those of ComputeGradients.</param>
    /// <exception cref="InvalidOperationException">The model is not compiled.</exception>
    /// <exception cref="ArgumentException">They are not those of this model; nothing is changed then.</exception>
    public void ApplyGradients(WeightGradients gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        var (variables, given) = (TrainingState.Variables, gradients.Values);
        if (given.Count != variables.Count)
            throw new ArgumentException($"Model '{Shown}' got {given.Count} gradients but trains {variables.Count} weights. " +
                                        "Use those of its own ComputeGradients.");
        foreach (var (v, (name, value)) in variables.Zip(given))
            if (name != _store.Name(v) || value.Shape != v.Shape)
                throw new ArgumentException(
                    $"Model '{Shown}' got the gradient '{Plain.Text(name)}' of shape {value.Shape} but needs " +
                    $"'{Plain.Text(_store.Name(v))}' of {v.Shape}. " +
                                            "Use those of its own ComputeGradients.");
        using var hold = Hold.Take(this, "ApplyGradients", Store.Variables);
        var scale = 1 / (Optimizer!.LossScaleFactor ?? 1);
        foreach (var (v, (_, value)) in variables.Zip(given)) Scaled(v.Shape, value.Data, scale).Data.CopyTo(TrainingState.Gradient(v));
        Step(new(TrainingState, Workers, _width));
    }

    // A forward and backward pass: the gradients lie in the training state afterwards.
    Session RunBatch(BatchSource batch, ClassWeight? classWeight, Tally tally)
    {
        var count = SamplesOf(batch);
        Check(batch, targets: true);
        classWeight?.Check(this, batch);
        var session = Open(Training, count, batch);
        try
        {
            var request = new BatchRequest(0, 0, count, false, Seed);
            var samples = session.Fill(batch, request);
            tally.Check(session, samples, request);
            classWeight?.Write(session, samples);
            Pass(session, samples, Seed);
            tally.Add(session, samples, TrainingState.Penalty());
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    static Tensor Scaled(Shape shape, ReadOnlySpan<float> values, double by)
    {
        var scaled = values.ToArray();
        for (var i = 0; by != 1 && i < scaled.Length; i++) scaled[i] = (float)(scaled[i] * by);
        return new(shape, scaled);
    }

    /// <summary>A forward and backward pass over what a session holds, with random numbers of its own.</summary>
    internal void Pass(Session session, int samples, ulong seed)
    {
        session.Run(samples, seed, _draws.Step(TrainingState.Steps), _draws.Passes);
        _draws.Passed();
    }

    /// <summary>A step of the optimizer.</summary>
    internal void Step(Update update)
    {
        update.Run();
        _draws.Stepped();
    }

    static int SamplesOf(BatchSource batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return batch.Count is { } count ? Math.Max(1, count) : throw new ArgumentException(
            $"A {batch.GetType().Name} came whose length is not known, but a single batch needs to be known whole. Use Fit or Evaluate, " +
            $"or give an ArrayData.");
    }
}
