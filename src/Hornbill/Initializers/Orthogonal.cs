using Hornbill.Tensors;

namespace Hornbill.Initializers;

/// <summary>gain × an orthogonal matrix, uniform among them: with the weight seen as the matrix (all dimensions but the last, last), its
/// columns are of length gain and at right angles; its rows where there are fewer of these. It is the Q of a normal matrix's QR
/// decomposition with a positive diagonal of R. (Saxe et al., 2014)</summary>
/// <param name="gain">Factor.</param>
/// <param name="seed">Given, every weight is drawn from it.</param>
public sealed class Orthogonal(double gain = 1, ulong? seed = null) : Initializer
{
    readonly double _gain = Finite(gain, "Orthogonal", "gain");
    readonly ulong? _seed = seed;

    /// <inheritdoc/>
    public override string Name => Settings.Write("orthogonal", ("gain", _gain, 1.0), ("seed", _seed, null));

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The weight has fewer than two dimensions.</exception>
    public override void Fill(Span<float> values, Shape shape, ulong seed)
    {
        if (shape.Rank < 2)
            throw new ArgumentException(
                $"Orthogonal got a weight of shape {shape} but needs two dimensions or more. Use it for kernels, zeros for biases.");
        int columns = shape[^1], rows = values.Length / columns;
        var (length, count) = (Math.Max(rows, columns), Math.Min(rows, columns));
        var q = Householder.Q(Normal(length, count, _seed ?? seed));
        for (var r = 0; r < rows; r++)
            for (var c = 0; c < columns; c++)
                values[(r * columns) + c] = (float)(_gain * (rows >= columns ? q[c][r] : q[r][c]));
    }

    // Columns of a matrix (length, count), drawn row by row.
    static double[][] Normal(int length, int count, ulong seed) =>
        [.. Enumerable.Range(0, count).Select(c => Enumerable.Range(0, length).Select(r => Draws.Normal(seed, (r * count) + c)).ToArray())];
}
