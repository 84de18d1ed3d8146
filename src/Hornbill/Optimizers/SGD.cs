using Hornbill.Kernels;

namespace Hornbill.Optimizers;

/// <summary>Stochastic gradient descent: w ← w − η g. With momentum m: v ← m v − η g and w ← w + v; with Nesterov's: w ← w + m v − η g.</summary>
/// <example><code>model.Compile(new SGD(0.05, momentum: 0.9), "sparse_categorical_crossentropy")</code></example>
/// <param name="learningRate">η.</param>
/// <param name="momentum">m, in [0, 1).</param>
/// <param name="nesterov">Whether the step looks ahead.</param>
public sealed class SGD(double learningRate = 0.01, double momentum = 0, bool nesterov = false) : Optimizer(learningRate)
{
    readonly double _momentum = Share("SGD", "momentum", momentum);

    /// <inheritdoc/>
    public override string Name => "sgd";

    internal override int Slots => _momentum > 0 ? 1 : 0;

    internal override unsafe void Step(Steps.Arguments* a, long step, int width)
    {
        (a->A, a->B) = ((float)LearningRate, (float)_momentum);
        if (_momentum == 0) Steps.Run<Steps.Sgd>(a, width);
        else if (nesterov) Steps.Run<Steps.Nesterov>(a, width);
        else Steps.Run<Steps.Momentum>(a, width);
    }
}
