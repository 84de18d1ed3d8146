namespace Hornbill.Inspection;

/// <summary>Gradient descent with momentum and a gain for each coordinate, which grows while it keeps its direction.</summary>
sealed class TSneDescent(double[,] points, double rate, double leastGain)
{
    readonly int _count = points.GetLength(0);
    readonly double[][] _kernels = [.. Enumerable.Range(0, points.GetLength(0)).Select(i => new double[i])];
    readonly double[,] _moves = new double[points.GetLength(0), 2], _gains = Ones(points.GetLength(0)),
        _gradient = new double[points.GetLength(0), 2];

    static double[,] Ones(int count)
    {
        var ones = new double[count, 2];
        for (var i = 0; i < count; i++) (ones[i, 0], ones[i, 1]) = (1, 1);
        return ones;
    }

    /// <summary>One step; affinities count as often as <paramref name="exaggeration"/> says.</summary>
    public void Step(double[][] affinities, double exaggeration, double momentum)
    {
        Differentiate(affinities, exaggeration);
        for (var i = 0; i < _count; i++)
            for (var d = 0; d < 2; d++)
            {
                var (g, move) = (_gradient[i, d], _moves[i, d]);
                _gains[i, d] = Math.Max(leastGain, move * g < 0 ? _gains[i, d] + 0.2 : _gains[i, d] * 0.8);
                points[i, d] += _moves[i, d] = (momentum * move) - (rate * _gains[i, d] * g);
            }
    }

    // 4 Σ_j (p_ij − q_ij) k_ij (y_i − y_j), k the kernel and q its share of all.
    void Differentiate(double[][] affinities, double exaggeration)
    {
        var whole = 0.0;
        for (var i = 0; i < _count; i++)
            for (var j = 0; j < i; j++) whole += 2 * (_kernels[i][j] = TSneAffinities.Kernel(points, i, j));
        Array.Clear(_gradient);
        for (var i = 0; i < _count; i++)
        {
            var (y0, y1, g0, g1) = (points[i, 0], points[i, 1], 0.0, 0.0);
            for (var j = 0; j < i; j++)
            {
                var kernel = _kernels[i][j];
                var pull = 4 * ((exaggeration * affinities[i][j]) - (kernel / whole)) * kernel;
                var (a, b) = (pull * (y0 - points[j, 0]), pull * (y1 - points[j, 1]));
                (g0, g1) = (g0 + a, g1 + b);
                _gradient[j, 0] -= a;
                _gradient[j, 1] -= b;
            }
            _gradient[i, 0] += g0;
            _gradient[i, 1] += g1;
        }
    }
}
