using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests;

/// <summary>A little of NumPy: values by hand, as NumPy gives them.</summary>
public class TensorTests
{
    static readonly Tensor Small = new([2, 3], [1, 5, 2, 7, 7, 0]);

    [Fact]
    public void Arrays_of_every_kind_become_tensors()
    {
        Same(([3], [1f, 2, 3]), (Tensor)new[] { 1, 2, 3 });
        Same(([2, 2], [1f, 2, 3, 4.5f]), (Tensor)new[,] { { 1, 2 }, { 3, 4.5 } });
        Same(([2, 1, 2], [0f, 255, 1, 2]), (Tensor)new byte[,,] { { { 0, 255 } }, { { 1, 2 } } });
        Same(([1, 1, 1, 2], [3f, 4]), (Tensor)new float[,,,] { { { { 3, 4 } } } });
        Same(([2, 2], [1f, 2, 3, 4]), (Tensor)new float[][] { [1, 2], [3, 4] });
        Same(([2, 2, 1], [1f, 2, 3, 4]), Tensor.From(new long[][][] { [[1], [2]], [[3], [4]] }));
        Same(([2], [1f, 0]), Tensor.From(new[] { true, false }));
        Same(([2], [4f, 5]), Tensor.From(new List<int> { 4, 5 }));
        Tensor? none = (float[]?)null;
        Assert.Null(none);
        var source = new[] { 1f };
        Tensor copy = source;
        source[0] = 2;
        Assert.Equal(1, copy[0]);
        ThreeParts.Throws<ArgumentException>(() => Tensor.From(new float[][] { [1, 2], [3] }), "2", "1");
        ThreeParts.Throws<ArgumentException>(() => Tensor.From(new float[][] { [1], null! }), "null");
        ThreeParts.Throws<ArgumentException>(() => Tensor.From(new[] { "1" }), "String");
    }

    [Fact]
    public void Arithmetic_goes_element_by_element_and_repeats_dimensions_of_one()
    {
        Same(([2, 3], [3f, 11, 5, 15, 15, 1]), (Small * 2) + 1);
        Same(([2, 3], [-0.75f, 0.25f, -0.5f, 0.75f, 0.75f, -1]), (Small / 4) - 1);
        Assert.Equal([2f, 10, 4, 70, 70, 0], (Small * new Tensor([2, 1], [2, 10])).Data);
        Assert.Equal([0f, 3, -1, 6, 5, -3], (Small - new float[] { 1, 2, 3 }).Data);
        Same(([2, 2], [11f, 21, 12, 22]), new Tensor([2, 1], [1, 2]) + new float[] { 10, 20 });
        Assert.Equal([-1f, -5, -2, -7, -7, 0], (-Small).Data);
        Assert.Equal([0f, 1, 0, 1, 1, 0], (Small > 2).Data);
        Assert.Equal([1f, 0, 1, 0, 0, 1], (Small <= 2).Data);
        Assert.Equal([0f, 0, 1, 0, 0, 0], Small.EqualTo(2).Data);
        Assert.Equal([1f, 25, 4, 49, 49, 0], Small.Map(x => x * x).Data);
        ThreeParts.Throws<ArgumentException>(() => Small + new float[] { 1, 2 }, "(2, 3)", "(2,)");
    }

    [Fact]
    public void Sums_and_places_of_the_greatest_go_along_an_axis()
    {
        Same(([2], [1f, 0]), Small.ArgMax());
        Same(([3], [1f, 1, 0]), Small.ArgMax(0));
        Assert.Equal([0f, 2], Small.ArgMin().Data);
        Assert.Equal([8f, 14], Small.Sum(1).Data);
        Assert.Equal([4f, 6, 1], Small.Mean(0).Data);
        Assert.Equal([5f, 7], Small.Max(-1).Data);
        Assert.Equal([1f, 5, 0], Small.Min(0).Data);
        Assert.Equal((22, 22 / 6.0, 7, 0), (Small.Sum(), Small.Mean(), Small.Max(), Small.Min()));
        Same(([2, 2], [2f, 4, 10, 12]), new Tensor([2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7]).Sum(1));
        ThreeParts.Throws<ArgumentException>(() => Small.ArgMax(2), "axis 2");
    }

    [Fact]
    public void Parts_are_copies()
    {
        Same(([1, 3], [7f, 7, 0]), Small[1..]);
        Same(([2, 2], [5f, 2, 7, 0]), Small[.., 1..]);
        Same(([1, 1], [2f]), Small[..1, ^1..]);
        Same(([3, 3], [7f, 7, 0, 1, 5, 2, 7, 7, 0]), Small.Take([1, 0, 1]));
        Same(([3, 2], [1f, 7, 5, 7, 2, 0]), Small.Transpose());
        Same(([1, 2, 2], [1f, 3, 2, 4]), new Tensor([1, 2, 2], [1, 2, 3, 4]).Transpose(0, 2, 1));
        Assert.Equal([3, 2], Small.Reshape([3, -1]).Shape);
        Assert.Equal(Small.Data, Small.Reshape([-1]).Data);
        ThreeParts.Throws<ArgumentException>(() => Small[..3], "0..3");
        ThreeParts.Throws<ArgumentException>(() => Small.Take([2]), "row 2");
        ThreeParts.Throws<ArgumentException>(() => Small.Reshape([4, -1]), "(4, None)");
        ThreeParts.Throws<ArgumentException>(() => Small.Transpose(0, 0), "(0, 0)");
    }

    [Fact]
    public void Classes_become_rows_with_a_one()
    {
        Same(([3, 3], [0f, 1, 0, 1, 0, 0, 0, 0, 1]), ((Tensor)new[] { 1, 0, 2 }).ToCategorical());
        Assert.Equal([2, 4], new Tensor([2, 1], [3, 0]).ToCategorical(4).Shape);
        ThreeParts.Throws<ArgumentException>(() => ((Tensor)new[] { 1, 3 }).ToCategorical(3), "3");
        ThreeParts.Throws<ArgumentException>(() => new Tensor([1], [0.5f]).ToCategorical(3), "0.5");
    }

    [Fact]
    public void It_shows_itself()
    {
        Assert.Equal($"(2, 3) [[1, 5, 2],{Environment.NewLine} [7, 7, 0]]", Small.ToString());
        Assert.Equal("(2000,) [0, 0, 0, …, 0, 0, 0]", new Tensor([2000]).ToString());
        Assert.True(new Tensor([100, 28, 28, 1]).ToString().Length < 5000);
    }

    static void Same((int[] Shape, float[] Data) expected, Tensor t)
    {
        Assert.Equal(expected.Shape, t.Shape.ToArray());
        Assert.Equal(expected.Data, t.Data);
    }
}
