using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Simd;
using Ops = Hornbill.Graph.Ops;
using R = Hornbill.Kernels.Reference;

namespace Hornbill.Tests.Graph;

/// <summary>Random numbers let into values: the numbers of seed, layer, step, sample and element, counted as the step counts
/// them.</summary>
sealed class NoiseTwin(Func<NoiseSettings, uint, double> factor, Func<NoiseSettings, uint, double> shift) : TwinOp<Ops.Noise>
{
    public override double[] Forward(TwinCall c) =>
        [.. c.In[0].Select((v, i) => Acts(c) ? (factor(Op(c).Settings, Word(c, i)) * v) + shift(Op(c).Settings, Word(c, i)) : v)];

    public override double[] Backward(TwinCall c, int input, double[] dy, Func<double, double> of) =>
        [.. dy.Select((d, i) => Acts(c) ? of(factor(Op(c).Settings, Word(c, i))) * d : d)];

    static bool Acts(TwinCall c) => c.Run.Training && !Op(c).Settings.Idle;

    static uint Word(TwinCall c, int i)
    {
        var (sample, at) = Math.DivRem(i, c.X.Elements);
        var numbers = Op(c).Settings.Numbers ?? c.X;
        return Words.Of(c, sample, Indices.Of(c.X, at).Zip(Broadcast.Steps(numbers, c.X), (index, step) => index * step).Sum());
    }
}

/// <summary>Augmentation: nothing at inference, a change of each sample's own in training.</summary>
sealed class RandomTwin<O>(Func<O, Philox, TwinCall, double[], double[]> forward) : TwinOp<O> where O : RandomOp
{
    public override double[] Forward(TwinCall c) => !c.Run.Training && !Op(c).Always ? c.In[0]
        : [.. c.In[0].Chunk(c.X.Elements).SelectMany((x, n) =>
            forward(Op(c), Op(c).Numbers(new(c.Node.Name, 0), new() { Seed = c.Run.Seed, TrainingStep = c.Run.Step }, c.First + n), c, x))];
}

/// <summary>What the ops of augmentation do to one sample.</summary>
static class Augmented
{
    public static double[] Warp(WarpOp op, Philox random, TwinCall c, double[] x) => R.Warp.Forward(
        new(c.X[0], c.X[1], c.X[2], c.Y[0], c.Y[1], op.Draw(random, c.X), op.Outside.Fill, op.Outside.Value, op.Outside.Bilinear), x);

    public static double[] Crop(CropOp op, Philox random, TwinCall c, double[] x)
    {
        var (top, left) = op.Draw(random, c.X, c.Run.Training);
        return [.. Enumerable.Range(0, c.Y.Elements).Select(i =>
        {
            var (pixel, channel) = Math.DivRem(i, c.Y[2]);
            var (row, column) = Math.DivRem(pixel, c.Y[1]);
            return x[((((top + row) * c.X[1]) + left + column) * c.X[2]) + channel];
        })];
    }

    // What a function does that has no gradient is held against golden values of its own.
    public static double[] Image(ImageOp op, Philox random, TwinCall c, double[] x)
    {
        var y = new float[c.Y.Elements];
        op.Change(random, c.X, [.. x.Select(v => (float)v)], y);
        return [.. y.Select(v => (double)v)];
    }

    public static double[] Contrast(ContrastOp op, Philox random, TwinCall c, double[] x)
    {
        var (scale, shift) = op.Draw(random);
        return R.Contrast.Forward(c.X[2], x, scale, shift, op.Range.Low, op.Range.High);
    }

    public static double[] Erase(EraseOp op, Philox random, TwinCall c, double[] x)
    {
        var p = op.Draw(random, c.X[0], c.X[1]);
        return R.Erasing.Forward(c.X[1], c.X[2], p.Top, p.Left, p.Bottom, p.Right, x,
                                 i => Math.Clamp(op.FillValue ?? (op.Range.High * random.Normal((ulong)i + Erasing.FirstOfNoise)),
                                     op.Range.Low, op.Range.High));
    }
}

/// <summary>The 24 bits that an element of a sample has.</summary>
static class Words
{
    public static uint Of(TwinCall c, int sample, int element) =>
        At(new RandomStream(c.Node.Name, 0).Numbers(new() { Seed = c.Run.Seed, TrainingStep = c.Run.Step }, (uint)(c.First + sample),
            Purpose.Dropout), element);

    /// <summary>Of 32 elements the first eight have the first words of eight counters, the next eight their second ones.</summary>
    public static uint At(Philox random, int element)
    {
        var (block, place) = Math.DivRem(element, 32);
        var words = new uint[4];
        random.Next((ulong)((block * 8) + (place % 8)), out words[0], out words[1], out words[2], out words[3]);
        return words[place / 8] >> 8;
    }

    /// <summary>What selu falls to.</summary>
    public const double SeluFloor = -1.6732632423543772 * 1.0507009873554805;

    /// <summary>The normally distributed number that a word stands for.</summary>
    public static double Normal(uint word) => Functions.Normal<float, Simd1>(word);
}
