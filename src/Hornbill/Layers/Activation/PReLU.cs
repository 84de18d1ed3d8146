using Hornbill.Constraints;
using Hornbill.Graph;
using Hornbill.Initializers;
using Hornbill.Regularizers;
using Hornbill.Tensors;

namespace Hornbill.Layers;

/// <summary>x where it is positive, else alpha × x, where alpha is learned: one for each element of a sample, or for those along shared
/// axes. The shape stays. (He et al., 2015)</summary>
/// <example><code>new PReLU(sharedAxes: [1, 2]) // one alpha for each channel of an image</code></example>
public sealed class PReLU : Layer
{
    readonly Initializer _initializer;
    readonly Regularizer? _regularizer;
    readonly Constraint? _constraint;
    readonly int[] _sharedAxes;

    /// <summary>With its settings.</summary>
    /// <param name="alphaInitializer">Draws alpha; zeros by default.</param>
    /// <param name="alphaRegularizer">A penalty on alpha.</param>
    /// <param name="alphaConstraint">What alpha must be after each step.</param>
    /// <param name="sharedAxes">Axes along which one alpha serves all; the first dimension of a sample is 1, the last −1. None by
    /// default.</param>
    /// <param name="name">Its name; by default the kind's, numbered.</param>
    public PReLU(Initializer? alphaInitializer = null, Regularizer? alphaRegularizer = null, Constraint? alphaConstraint = null,
        int[]? sharedAxes = null, string? name = null)
        : base(name)
    {
        (_initializer, _regularizer, _constraint) = (alphaInitializer ?? "zeros", alphaRegularizer, alphaConstraint);
        _sharedAxes = [.. sharedAxes ?? []];
    }

    internal static Layer From(Config c) => new PReLU(
        alphaInitializer: c.Initializer("alpha"), alphaRegularizer: c.Regularizer("alpha"), alphaConstraint: c.Constraint("alpha"),
        sharedAxes: c.Ints("shared_axes"));

    /// <inheritdoc/>
    public override Config GetConfig() => new Config().Set("alpha_initializer", _initializer.Saved())
        .Set("alpha_regularizer", _regularizer?.ToConfig())
        .Set("alpha_constraint", _constraint?.ToConfig()).Set("shared_axes", _sharedAxes);

    /// <inheritdoc/>
    protected internal override Node Build(Node input)
    {
        if (input.Shape.Rank > Kernels.Box.MostDimensions) throw BadInput(input.Shape, $"{Kernels.Box.MostDimensions} dimensions at most",
            "Use a Reshape before it.");
        var shared = _sharedAxes.Select(a => Axes.Of(this, a, input.Shape)).ToHashSet();
        var alpha = Weight("alpha", Shape.Create([.. input.Shape.Select((n, d) => shared.Contains(d) ? 1 : n)]), _initializer, _regularizer,
            _constraint);
        return Node(new Graph.Ops.PRelu(), input, alpha);
    }
}
