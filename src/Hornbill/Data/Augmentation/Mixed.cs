using System.Collections.Concurrent;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Data;

/// <summary>Each sample mixed with another of the source, drawn at random: all of it in proportion, or a rectangle cut out of the other.
/// Targets go along.</summary>
sealed class Mixed : Passing
{
    readonly ConcurrentBag<OwnBatch> _free = [];
    readonly bool _cut;
    readonly (double Low, double High) _alpha;
    readonly ulong? _seed;
    readonly ulong _place;
    readonly int _count;

    /// <param name="inner">The samples.</param>
    /// <param name="cut">Whether rectangles are mixed.</param>
    /// <param name="alpha">α of the beta distribution, drawn from this range for each sample.</param>
    /// <param name="classes">How many there are, where targets are class indices.</param>
    /// <param name="seed">Of the draws; the run's where null.</param>
    /// <param name="place">Which of several mixings it is, so that each draws its own.</param>
    public Mixed(SampleSource inner, bool cut, (double Low, double High) alpha, int? classes, ulong? seed, int place = 0) : base(inner)
    {
        (_cut, _alpha, _seed, _place, _count) = (cut, alpha, seed, (ulong)place << 32, inner.Count!.Value);
        var word = cut ? "CutMix" : "MixUp";
        if (alpha is not ( > 0 and <= 1000, <= 1001)) throw new ArgumentException(
            $"{word} got α {alpha.Low} but needs a number above 0, up to 1000. Give one such as {(cut ? 1 : 0.2)}.");
        if (inner.Inputs.Count != 1 || (cut && inner.Inputs[0].Shape.Rank != 3))
            throw new ArgumentException(
                $"{word} got samples of {string.Join(", ", inner.Inputs.Select(i => i.Shape))} but takes one " +
                $"{(cut ? "image (height, width, channels)" : "input")}. " +
                                        "Use it before inputs are joined.");
        if (classes < 1 || (classes is null && inner.Targets.Any(t => t.Shape is [1])))
            throw new ArgumentException(
                $"{word} got class indices, which cannot be mixed, and {classes?.ToString() ?? "no number"} of classes, but needs it to " +
                $"make them shares. " +
                                        "Give classes: 10 or data.OneHot(10) for example, and train with categorical cross-entropy.");
        Targets = [.. inner.Targets.Select(t => t.Shape is [1] ? t with { Shape = [classes!.Value] } : t)];
    }

    public override IReadOnlyList<Slot> Targets { get; }

    protected override string Change => FormattableString.Invariant(
        $"{(_cut ? "CutMix" : "MixUp")} with α {_alpha.Low}{(_alpha.High > _alpha.Low ? $" to {_alpha.High}" : "")}{Seeded(_seed)}");

    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        var random = new Philox((_seed ?? request.Seed) ^ _place, Purpose.Partner, (uint)request.Epoch, (uint)sample);
        var (one, other) = (Rent(), Rent());
        Inner.Read(sample, request, one, 0);
        Inner.Read(random.Below(0, _count), request, other, 0);
        var input = Inputs[0].Shape;
        var to = batch.Input(0).Slice(at * input.Elements, input.Elements);
        var (_, _, drawn, _) = random.Units(1);
        var share = (float)Gamma.Beta(random, 0, _alpha.Low + ((_alpha.High - _alpha.Low) * drawn));
        if (_cut) share = Cut(random, input, share, one.Input(0), other.Input(0), to);
        else Blend(one.Input(0), other.Input(0), share, to);
        for (var t = 0; t < Targets.Count; t++) Write(t, one.Target(t), other.Target(t), share, batch, at);
        if (!batch.SampleWeights.IsEmpty) batch.SampleWeights[at] = one.SampleWeights[0];
        _free.Add(one);
        _free.Add(other);
    }

    OwnBatch Rent() => _free.TryTake(out var free) ? free : new(Inner, 1);

    static void Blend(ReadOnlySpan<float> one, ReadOnlySpan<float> other, float share, Span<float> to)
    {
        for (var i = 0; i < to.Length; i++) to[i] = (share * one[i]) + ((1 - share) * other[i]);
    }

    // A rectangle in the proportions of the image and of 1 − share of it, anywhere within, as Keras draws it; what is left in pixels is the
    // share.
    static float Cut(in Philox random, Shape image, float share, ReadOnlySpan<float> one, ReadOnlySpan<float> other, Span<float> to)
    {
        var (height, width, channels) = (image[0], image[1], image[2]);
        var (row, column, _, _) = random.Units(1);
        var (top, bottom) = Stretch(row, height, Math.Sqrt(1 - share));
        var (left, right) = Stretch(column, width, Math.Sqrt(1 - share));
        one.CopyTo(to);
        for (var r = top; r < bottom; r++)
        {
            var from = ((r * width) + left) * channels;
            other.Slice(from, (right - left) * channels).CopyTo(to[from..]);
        }
        return 1 - ((float)((bottom - top) * (right - left)) / (height * width));
    }

    // The pixels of a stretch that begins anywhere where it fits.
    static (int First, int End) Stretch(double drawn, int length, double part)
    {
        var start = drawn * length * (1 - part);
        return ((int)Math.Ceiling(start), Math.Min(length, (int)Math.Ceiling(start + (length * part))));
    }

    void Write(int t, ReadOnlySpan<float> one, ReadOnlySpan<float> other, float share, Batch batch, int at)
    {
        if (batch.Target(t).IsEmpty) return;
        var length = Targets[t].Shape.Elements;
        var to = batch.Target(t).Slice(at * length, length);
        if (Inner.Targets[t].Shape is not [1])
        {
            Blend(one, other, share, to);
            return;
        }
        to.Clear();
        to[Class(one[0], length)] += share;
        to[Class(other[0], length)] += 1 - share;
    }

    static int Class(float label, int classes) => label >= 0 && label < classes && label == MathF.Floor(label)
        ? (int)label
        : throw new ArgumentException(
            $"A target is {label} but there are {classes} classes, counted from 0. Give more classes, or correct the target.");
}
