using System.Text.Json;
using Hornbill.Inspection;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Inspection;

/// <summary>Principal components and t-SNE beside scikit-learn; label errors beside NumPy.</summary>
public class EmbeddingTests
{
    static readonly JsonElement Golden = GoldenData.Read("seeing.json");

    static Tensor Uneven(long stream, int n, int width) =>
        new([n, width], [.. Enumerable.Range(0, n * width).Select(i => (float)(GoldenData.Signed(stream, i) * (1 + (i % width))))]);

    [Theory, InlineData("tall", 8300, 20, 6, 3), InlineData("wide", 8400, 6, 15, 4)]
    public void Principal_components_are_scikit_learns(string name, long stream, int n, int width, int count)
    {
        var (x, golden) = (Uneven(stream, n, width), Golden.GetProperty(name));
        var pca = new PrincipalComponents(x, count);
        Close.Assert([.. pca.Components.SelectMany(c => c)], golden.Doubles("components"), 1e-7);
        Close.Assert([.. pca.ExplainedVariance], golden.Doubles("variance"), 1e-8);
        Close.Assert([.. pca.ExplainedVarianceRatio], golden.Doubles("ratio"), 1e-8);
        Close.Assert([.. pca.Transform(x).Cast<double>()], golden.Doubles("points"), 1e-7);
    }

    [Fact]
    public void All_eigenvectors_of_a_large_matrix_are_found()
    {
        const int N = 90;
        double[][] a = [.. Enumerable.Range(0, N).Select(_ => new double[N])];
        for (var i = 0; i < N; i++)
            for (var j = 0; j <= i; j++) a[i][j] = a[j][i] = (i % 7 == j % 7 ? 1 : 0) + GoldenData.Signed(31, (i * N) + j); // many alike
        double[][] copy = [.. a.Select(r => (double[])r.Clone())];
        var (values, vectors) = SymmetricEigen.Largest(a, N);
        for (var k = 0; k < N; k++)
        {
            Close.Assert([.. copy.Select(r => SymmetricEigen.Dot(r, vectors[k]))], [.. vectors[k].Select(v => v * values[k])], 1e-10);
            Assert.Equal(1, SymmetricEigen.Dot(vectors[k], vectors[k]), 1e-12);
            if (k > 0) Assert.True(values[k] <= values[k - 1]);
        }
        Assert.Equal(Enumerable.Range(0, N).Sum(i => copy[i][i]), values.Sum(), 1e-9);
    }

    [Fact]
    public void Data_without_variance_have_components_without_variance()
    {
        var pca = new PrincipalComponents(new Tensor([4, 3], [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3]), 2);
        Assert.Equal([0, 0], pca.ExplainedVariance);
        Assert.Equal([0, 0], pca.ExplainedVarianceRatio);
        Assert.All(pca.Transform(new Tensor([1, 3], [1, 2, 3])).Cast<double>(), v => Assert.Equal(0, v));
    }

    static Tensor Clusters() => new([60, 5],
        [.. Enumerable.Range(0, 300).Select(i => (float)(GoldenData.Signed(8500, i) + (i / 5 % 3 == i % 5 ? 4 : 0)))]);

    [Fact]
    public void Affinities_are_scikit_learns()
    {
        var joint = TSneAffinities.Joint(Rows.Of(Clusters(), "test"), 12);
        var condensed = Golden.GetProperty("embedding").Doubles("joint"); // pairs (0, 1), (0, 2), …
        Assert.Equal(60 * 59 / 2, condensed.Length);
        var at = 0;
        for (var i = 0; i < 60; i++)
            for (var j = i + 1; j < 60; j++) Assert.Equal(condensed[at++], joint[j][i], 1e-4 * condensed.Max());
        Assert.Equal(0.5, joint.Sum(r => r.Sum()), 1e-9);
    }

    [Fact]
    public void The_plane_is_as_near_as_scikit_learns_and_keeps_neighbours_together()
    {
        var (points, divergence) = new TSne { Perplexity = 12 }.Embed(Clusters());
        Assert.InRange(divergence, 0, Golden.GetProperty("embedding").GetProperty("divergence").GetDouble() * 1.1);
        Assert.Equal(divergence, TSneAffinities.Divergence(TSneAffinities.Joint(Rows.Of(Clusters(), "test"), 12), points), 1e-12);
        double Apart(int i, int j) => Math.Pow(points[i, 0] - points[j, 0], 2) + Math.Pow(points[i, 1] - points[j, 1], 2);
        for (var i = 0; i < 60; i++)
            Assert.Equal(i % 3, Enumerable.Range(0, 60).Where(j => j != i).MinBy(j => Apart(i, j)) % 3);
        Assert.Equal(points.Cast<double>(), new TSne { Perplexity = 12 }.Embed(Clusters()).Points.Cast<double>());
        // Samples that are all alike stay finite.
        Assert.All(new TSne { Perplexity = 2, Iterations = 300 }.Embed(new Tensor([6, 2])).Points.Cast<double>(), v =>
            Assert.True(double.IsFinite(v)));
    }

    [Fact]
    public void What_cannot_be_embedded_is_told()
    {
        ThreeParts.Throws<ArgumentException>(() =>
            new TSne().Embed(Clusters()[..20]), "20 samples", "Perplexity = 30", "below their number");
        ThreeParts.Throws<ArgumentException>(() => new TSne { Iterations = 0 }.Embed(Clusters()), "Iterations = 0");
        ThreeParts.Throws<ArgumentException>(() => new PrincipalComponents(new Tensor([3, 2]), 3), "3 components", "1 to 2");
        ThreeParts.Throws<ArgumentException>(() =>
            new PrincipalComponents(new Tensor([3, 2], [1, 2, 3, float.NaN, 5, 6])), "NaN", "finite");
        ThreeParts.Throws<ArgumentException>(() => new PrincipalComponents(Clusters()).Transform(new Tensor([1, 4])), "4 numbers", "5");
        ThreeParts.Throws<ArgumentException>(() => new PrincipalComponents(new Tensor([3])), "(3,)");
    }

    [Fact]
    public void Label_errors_are_those_that_numpy_finds()
    {
        var golden = Golden.GetProperty("labels");
        var found = ConfidentLearning.Of(golden.Ints("labels"), new([60, 3], [.. golden.Doubles("probabilities").Select(p => (float)p)]));
        Close.Assert([.. found.Thresholds], golden.Doubles("thresholds"), 1e-6);
        Assert.Equal(golden.Ints("joint"), found.Joint.Cast<int>());
        Assert.Equal(golden.Ints("issues"), found.Issues.Select(i => i.Index));
        Assert.All(found.Issues, i => Assert.True(i.Label == golden.Ints("labels")[i.Index] && i.Probability > i.OwnProbability));
    }

    [Fact]
    public void Classes_without_samples_suggest_nothing_and_wrong_input_is_told()
    {
        var found = ConfidentLearning.Of([0, 0, 1], new Tensor([3, 3], [0.1f, 0, 0.9f, 0.5f, 0.4f, 0.1f, 0.2f, 0.8f, 0]));
        Assert.True(double.IsNaN(found.Thresholds[2]));
        Assert.Empty(found.Issues);
        Assert.Equal([1, 0, 0, 0, 1, 0, 0, 0, 0], found.Joint.Cast<int>());
        // All as sure: each reaches the mean.
        Assert.Equal(3, ConfidentLearning.Of([0, 0, 0], new Tensor([3, 2], [0.9f, 0.1f, 0.9f, 0.1f, 0.9f, 0.1f])).Joint[0, 0]);
        ThreeParts.Throws<ArgumentException>(() => ConfidentLearning.Of([0], new Tensor([2, 2])), "1 labels", "(2, 2)");
        ThreeParts.Throws<ArgumentException>(() => ConfidentLearning.Of([0, 2], new Tensor([2, 2])), "label 2", "0 to 1");
        ThreeParts.Throws<ArgumentException>(() => ConfidentLearning.Of([0], new Tensor([1, 2], [3, -2])), "probability 3", "softmax");
    }
}
