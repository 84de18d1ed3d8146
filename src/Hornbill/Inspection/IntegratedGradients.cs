using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>How much each pixel adds to the score of a class on the way from a baseline to the image:
/// (x − x′) ∫₀¹ ∂ score(x′ + α (x − x′)) / ∂ x dα. Their sum is score(x) − score(x′). (Sundararajan, Taly, Yan, 2017)</summary>
/// <example><code>Tensor shares = IntegratedGradients.Of(model, picture, steps: 100); // (1, 224, 224, 3)</code></example>
public static class IntegratedGradients
{
    const int MostSteps = 10_000;

    /// <summary>The integral by the midpoint rule.</summary>
    /// <param name="model">A model of one input that predicts classes.</param>
    /// <param name="x">Images (n, height, width, channels), as the model takes them.</param>
    /// <param name="classes">A class for each image; the likeliest by default.</param>
    /// <param name="baseline">What stands for nothing: one image (height, width, channels), zeros by default, which is black where pixels
    /// begin at 0.</param>
    /// <param name="steps">Points on the way, 1 to 10,000.</param>
    /// <returns>The shape of <paramref name="x"/>: positive where a pixel speaks for the class, negative where against.</returns>
    /// <exception cref="ArgumentException">The images or the baseline do not fit, there is no such class, or the steps are out of
    /// range.</exception>
    public static Tensor Of(Model model, Tensor x, IReadOnlyList<int>? classes = null, Tensor? baseline = null, int steps = 50)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        if (steps is < 1 or > MostSteps)
            throw new ArgumentException($"IntegratedGradients got {steps} steps but needs 1 to {MostSteps:N0}. Give 50, or leave it out.");
        classes = ClassScores.Classes(model, x, classes);
        var from = baseline ?? new Tensor(x.Shape.Tail());
        if (from.Shape != x.Shape.Tail())
            throw new ArgumentException(
                $"IntegratedGradients got a baseline of shape {from.Shape} but needs {x.Shape.Tail()}, that of one image. Give such a " +
                $"one, or none for zeros.");
        var result = new Tensor(x.Shape);
        for (var n = 0; n < classes.Count; n++)
        {
            var gradients = ClassScores.Gradients(model, Way(from, x.Row(n), steps), [.. Enumerable.Repeat(classes[n], steps)])[0];
            Sum(gradients, from, x.Row(n), result.Row(n));
        }
        return result;
    }

    // The middles of equal steps.
    static Tensor Way(Tensor from, ReadOnlySpan<float> to, int steps)
    {
        var way = new Tensor(from.Shape.Prepend(steps));
        for (var k = 0; k < steps; k++)
        {
            var row = way.Row(k);
            var share = (k + 0.5) / steps;
            for (var i = 0; i < row.Length; i++) row[i] = (float)(from.Data[i] + (share * (to[i] - (double)from.Data[i])));
        }
        return way;
    }

    static void Sum(Tensor gradients, Tensor from, ReadOnlySpan<float> to, Span<float> result)
    {
        var (steps, sums) = (gradients.Shape[0], new double[result.Length]);
        for (var k = 0; k < steps; k++)
        {
            var row = gradients.Row(k);
            for (var i = 0; i < row.Length; i++) sums[i] += row[i];
        }
        for (var i = 0; i < sums.Length; i++) result[i] = (float)(sums[i] / steps * (to[i] - (double)from.Data[i]));
    }
}
