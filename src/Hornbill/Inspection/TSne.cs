using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>t-distributed stochastic neighbour embedding, exact and in double precision: points in a plane whose neighbours are those of
/// the samples. With scikit-learn's defaults and schedule; begun from the first two principal components, so that nothing is drawn at
/// random. (van der Maaten, Hinton, 2008)</summary>
/// <example><code>var (points, divergence) = new TSne { Perplexity = 20 }.Embed(features); // (n, 2)</code></example>
public sealed record TSne
{
    const int Least = 4, Most = 5000, Exploring = 250, MostSteps = 100_000;
    const double FirstDeviation = 1e-4, LeastGain = 0.01;

    /// <summary>About how many neighbours count, from 1 to below the number of samples.</summary>
    public double Perplexity { get; init; } = 30;

    /// <summary>Steps in all; the first 250 pull neighbours together more strongly.</summary>
    public int Iterations { get; init; } = 1000;

    /// <summary>How much more strongly.</summary>
    public double EarlyExaggeration { get; init; } = 12;

    /// <summary>The step; the number of samples / early exaggeration / 4 by default, 50 at least.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Embeds samples in a plane; their number squared is what it costs.</summary>
    /// <param name="x">Samples (n, …), 4 to 5,000; each is taken as one row of numbers.</param>
    /// <exception cref="ArgumentException">There are too few samples or too many, a setting is out of range, or a value is not
    /// finite.</exception>
    public TSneEmbedding Embed(Tensor x)
    {
        var rows = Rows.Of(x, nameof(TSne));
        var n = rows.Length;
        if (n is < Least or > Most || !(Perplexity >= 1 && Perplexity < n) || Iterations is < 1 or > MostSteps || !(EarlyExaggeration >= 1)
            || LearningRate is { } asked && !(asked > 0 && double.IsFinite(asked)))
            throw new ArgumentException(
                $"TSne got {n} samples and {this}, but takes {Least} to {Most:N0} samples, a perplexity from 1 to below their number, 1 " +
                $"to " +
                $"{MostSteps:N0} iterations, an exaggeration of at least 1 and a learning rate above 0. Correct the one that is not so.");
        var affinities = TSneAffinities.Joint(rows, Perplexity);
        var points = First(x, n);
        var rate = LearningRate ?? Math.Max(50, n / EarlyExaggeration / 4);
        Descend(points, affinities, rate, Math.Min(Exploring, Iterations), EarlyExaggeration, momentum: 0.5);
        Descend(points, affinities, rate, Math.Max(0, Iterations - Exploring), 1, momentum: 0.8);
        return new(points, TSneAffinities.Divergence(affinities, points));
    }

    static void Descend(double[,] points, double[][] affinities, double rate, int steps, double exaggeration, double momentum)
    {
        var descent = new TSneDescent(points, rate, LeastGain);
        for (var step = 0; step < steps; step++) descent.Step(affinities, exaggeration, momentum);
    }

    static double[,] First(Tensor x, int n)
    {
        var dimensions = Math.Min(2, x.Data.Length / n);
        var pca = new PrincipalComponents(x, dimensions);
        var (seen, points, scale) = (pca.Transform(x), new double[n, 2], Math.Sqrt(pca.ExplainedVariance[0]));
        for (var i = 0; i < n; i++)
            for (var d = 0; d < 2; d++)
                points[i, d] = FirstDeviation * (scale > 0 && d < dimensions ? seen[i, d] / scale : Math.Cos((i * (d + 1.0)) + d));
        return points;
    }
}

/// <summary>Samples in a plane.</summary>
/// <param name="Points">(n, 2).</param>
/// <param name="Divergence">The Kullback-Leibler divergence Σ p ln (p / q) that is left.</param>
public sealed record TSneEmbedding(double[,] Points, double Divergence);
