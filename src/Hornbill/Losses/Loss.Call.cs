using Hornbill.Engine.Cpu;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Losses;

/// <content>A loss by itself, without a model.</content>
public abstract partial class Loss
{
    /// <summary>The loss of a batch.</summary>
    /// <param name="yTrue">Targets (n, …).</param>
    /// <param name="yPred">Predictions (n, …, classes).</param>
    /// <param name="sampleWeight">A weight for each sample (n,), or for each place; 1 by default.</param>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or the loss cannot take such predictions or
    /// targets.</exception>
    /// <example><code>var loss = new MeanSquaredError().Call(new Tensor([2, 2], [0, 1, 0, 0]), new Tensor([2, 2], [1, 1, 1, 0])); // 0.5</code></example>
    public double Call(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        var rows = new Places(this, yTrue, yPred, sampleWeight);
        return OfBatch ? rows.Losses(weighted: true).Average(l => (double)l) : rows.Reduce(Reductions[_reduction]);
    }

    /// <summary>The losses of a batch that are not reduced, as with Keras's reduction of none: one for each place of a
    /// prediction.</summary>
    /// <param name="yTrue">Targets (n, …).</param>
    /// <param name="yPred">Predictions (n, …, classes).</param>
    /// <param name="sampleWeight">A weight for each sample (n,), or for each place; 1 by default.</param>
    /// <returns>A tensor of the predictions' shape without its last dimension, or that of the loss's axis.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit each other, or the loss cannot take such predictions or
    /// targets.</exception>
    public Tensor CallEach(Tensor yTrue, Tensor yPred, Tensor? sampleWeight = null)
    {
        var losses = new Places(this, yTrue, yPred, sampleWeight).Losses(weighted: true);
        return new(yPred.Shape.Rank > 1 && !OfBatch
            ? Shape.Create([yPred.Shape[0], .. Turned(yPred.Shape.Tail()).SkipLast(1)]) : [losses.Length], losses);
    }

    // Predictions and targets of each place, or of each sample where a sample is one whole.
    sealed class Places
    {
        readonly Loss _loss;
        readonly float[] _predictions, _targets, _weights;
        readonly Shape _sample;
        readonly int _count;

        public Places(Loss loss, Tensor yTrue, Tensor yPred, Tensor? sampleWeight)
        {
            ArgumentNullException.ThrowIfNull(yTrue);
            ArgumentNullException.ThrowIfNull(yPred);
            var sample = yPred.Shape.Rank > 1 ? yPred.Shape.Tail() : [1];
            var (samples, target) = (yPred.Data.Length / sample.Elements, loss.TargetShape(sample));
            if (yTrue.Data.Length != samples * target.Elements)
                throw new ArgumentException(
                    $"{loss.Name} got targets of shape {yTrue.Shape} but needs {target.Prepend(samples)} for predictions of shape " +
                    $"{yPred.Shape}. " +
                                            "Give such targets.");
            (_loss, _sample, _predictions) = (loss, loss.Turned(sample), loss.Turned(yPred).Data);
            _targets = (yTrue.Shape == yPred.Shape ? loss.Turned(yTrue) : yTrue).Data;
            _count = loss.OfBatch ? samples : yPred.Data.Length / _sample[^1];
            _weights = Weights(sampleWeight, samples);
            for (var n = 0; n < samples; n++)
                if (loss.Complain(yTrue.Data.AsSpan(n * target.Elements, target.Elements), sample) is { } complaint)
                    throw new ArgumentException($"The target of sample {n}: {loss.Name} {complaint}");
        }

        // A weight for each place: a sample's goes for all of its own.
        float[] Weights(Tensor? given, int samples)
        {
            var weights = new float[_count];
            var count = given?.Data.Length ?? 1;
            if (count != 1 && count != samples && count != _count)
                throw new ArgumentException(
                    $"{_loss.Name} got {count} sample weights but {samples} samples of {_count / samples} places. Give one for each " +
                    $"sample or each place.");
            for (var i = 0; i < _count; i++) weights[i] = given is null ? 1 : given.Data[(int)((long)i * count / _count)];
            return weights;
        }

        public float[] Losses(bool weighted)
        {
            var losses = new float[_count];
            LossKernels.Of(_loss.OpFor(_sample)!, _predictions, _targets, losses, weighted ? _weights : []);
            return losses;
        }

        public double Reduce(Kernels.Reduction reduction)
        {
            var (op, losses, each) = (_loss.OpFor(_sample)!, Losses(weighted: false), _targets.Length / _count);
            double sum = 0, weights = 0, count = 0;
            for (var i = 0; i < _count; i++)
            {
                if (_targets[i * each] == op.IgnoredTarget) continue;
                (sum, weights, count) = (sum + ((double)_weights[i] * losses[i]), weights + _weights[i], count + 1);
            }
            var divisor = reduction switch { Kernels.Reduction.Sum => 1, Kernels.Reduction.Mean => count, _ => weights };
            return divisor == 0 ? 0 : sum / divisor;
        }
    }
}
