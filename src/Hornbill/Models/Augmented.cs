using System.Collections.Concurrent;
using Hornbill.Data;
using Hornbill.Engine.Cpu;
using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Layers;
using Hornbill.Simd;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>Layers that change images at random, used on data rather than within a model: on other threads where the data are read
/// ahead.</summary>
public static class Augmentation
{
    /// <summary>Samples with their images changed by layers such as <c>RandomRotation</c>, as in training. What each becomes depends on
    /// seed, epoch, sample and the layers' places.</summary>
    /// <param name="data">Samples whose first input is an image; all else is passed on.</param>
    /// <param name="layers">Layers that change images at random, in their order; <c>MixUp</c> and <c>CutMix</c> mix samples with their
    /// targets.</param>
    /// <exception cref="ArgumentException">A layer is of another kind, or does not take such images.</exception>
    /// <example><code>model.Fit(train.Augment(new RandomFlip("horizontal"), new RandAugment((0, 1))).Prefetch(4), epochs: 10);</code></example>
    public static BatchSource Augment(this SampleSource data, params Layer[] layers)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(layers);
        var (made, places) = (data, 0);
        for (var i = 0; i < layers.Length;)
        {
            if (layers[i] is IMixing mixing)
            {
                (made, i) = (Mixed(made, mixing, ++places), i + 1);
                continue;
            }
            Layer[] run = [.. layers[i..].TakeWhile(l => l is not IMixing)];
            var changed = new Augmented(made, run, places);
            (made, places, i) = (changed, places + changed.Places, i + run.Length);
        }
        return made;
    }

    static Mixed Mixed(SampleSource data, IMixing layer, int place)
    {
        var (cut, alpha, seed) = layer.Mixing;
        return new(data, cut, (alpha.Lower, alpha.Upper), null, seed is { } own ? (ulong)own : null, place);
    }
}

/// <summary>The samples of another source with their images changed by random layers.</summary>
sealed unsafe class Augmented : SampleSource
{
    readonly SampleSource _inner;
    readonly string _layers;
    readonly Node[] _nodes;
    readonly int _largest, _workspace, _place;
    readonly ConcurrentBag<Buffers> _free = [];

    sealed record Buffers(OwnBatch Sample, float[] A, float[] B, float[] Workspace);

    /// <param name="inner">The samples.</param>
    /// <param name="layers">What changes them.</param>
    /// <param name="place">Of the first layer among all, so that each draws its own.</param>
    public Augmented(SampleSource inner, Layer[] layers, int place)
    {
        (_inner, _place) = (inner, place);
        _layers = string.Join(", ", layers.Select(l => l.GetConfig().Write(l.Kind)));
        var node = new Layers.Input(inner.Inputs[0].Shape.ToArray()).Output;
        _largest = node.Shape.Elements;
        List<Node> nodes = [];
        foreach (var layer in layers)
        {
            var made = layer.Apply(node);
            nodes.AddRange(Between(node, made, layer));
            node = made;
        }
        _nodes = [.. nodes];
        _largest = Math.Max(_largest, _nodes.Select(n => n.Shape.Elements).DefaultIfEmpty().Max());
        _workspace = _nodes.Select(n => Steps(n).Workspace((RandomOp)n.Op, n, SimdWidth.Best)).DefaultIfEmpty().Max();
        Inputs = [inner.Inputs[0] with { Shape = node.Shape }, .. inner.Inputs.Skip(1)];
    }

    // The nodes of a layer; what only names a value does nothing.
    static Stack<Node> Between(Node first, Node last, Layer layer)
    {
        var nodes = new Stack<Node>();
        for (var n = last; n != first; n = n.Inputs[0])
            if (n.Op is RandomOp) nodes.Push(n);
            else if (n.Op is not View || n.Shape != n.Inputs[0].Shape)
                throw new ArgumentException(
                    $"Augment got a {layer.Kind} but takes layers that change images at random. Use Map for it, or put it in the model.");
        return nodes;
    }

    /// <summary>Places that its layers take.</summary>
    public int Places => _nodes.Length;

    public override int? Count => _inner.Count;

    public override int? BatchSize => _inner.BatchSize;

    public override bool Weighted => _inner.Weighted;

    internal override string Made => $"{_inner.Made}, changed by {_layers}";

    // Nothing is read through what keeps or draws.
    internal override uint? Checksum() => _inner.Checksum();

    public override IReadOnlyList<Slot> Inputs { get; }

    public override IReadOnlyList<Slot> Targets => _inner.Targets;

    internal override bool KeepsOrder => _inner.KeepsOrder;

    internal override int LabelOf(int sample) => _inner.LabelOf(sample);

    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        // Room for what vectors read past the end.
        var b = _free.TryTake(out var free) ? free
            : new(new(_inner, 1), new float[_largest + 64], new float[_largest + 64], new float[_workspace + 64]);
        _inner.Read(sample, request, b.Sample, 0);
        b.Sample.Input(0).CopyTo(b.A);
        var result = Run(sample, request, b.A, b.B, b.Workspace);
        var length = Inputs[0].Shape.Elements;
        result.AsSpan(0, length).CopyTo(batch.Input(0)[(at * length)..]);
        b.Sample.CopyTo(batch, 0, 1, at, firstInput: 1);
        b.Sample.Clear();
        _free.Add(b);
    }

    static IRandomSample Steps(Node n) => (IRandomSample)CpuOp.Of(n.Op);

    float[] Run(int sample, in BatchRequest request, float[] from, float[] to, float[] workspace)
    {
        foreach (var (place, node) in _nodes.Index())
        {
            var op = (RandomOp)node.Op;
            fixed (float* x = from, y = to, w = workspace)
                Steps(node).Run(op, new()
                {
                    Random = op.Numbers(request.Seed ^ ((ulong)((uint)(_place + place + 1) * 0x9E3779B9) << 32), (uint)request.Epoch,
                        (uint)sample),
                    From = node.Inputs[0].Shape,
                    Shape = node.Shape,
                    X = x,
                    To = y,
                    Fresh = true,
                    Training = true,
                    Workspace = w,
                    Width = SimdWidth.Best,
                });
            (from, to) = (to, from);
        }
        return from;
    }
}
