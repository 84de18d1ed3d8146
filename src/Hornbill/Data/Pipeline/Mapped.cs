using Hornbill.Serialization;
using Hornbill.Tensors;

namespace Hornbill.Data;

using SampleMap = Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>, SampleInfo,
    (IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Targets)>;

/// <summary>Each sample changed by a function. The first one tells the shapes.</summary>
sealed class Mapped : Passing
{
    readonly SampleMap _map;
    readonly uint _first; // a sum of what became of the first sample

    public Mapped(SampleSource inner, SampleMap map) : base(inner)
    {
        _map = map;
        var (inputs, targets) = Apply(0, new(0, 0, 1, false, 0), out _);
        (Inputs, Targets) = (Named("input", inputs), Named("target", targets));
        _first = inputs.Concat(targets).Aggregate(0u, (sum, t) => Crc32C.Append(sum, LittleEndian.Bytes(t.Data)));
    }

    // A function cannot be told, but what it made.
    protected override string Change => $"mapped to {_first:x8}";

    public override IReadOnlyList<Slot> Inputs { get; }

    public override IReadOnlyList<Slot> Targets { get; }

    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        var (inputs, targets) = Apply(sample, request, out var weight);
        Check(inputs, Inputs, sample);
        Check(targets, Targets, sample);
        for (var i = 0; i < inputs.Count; i++) Write(inputs[i], batch.Input(i), at);
        for (var i = 0; i < targets.Count; i++) Write(targets[i], batch.Target(i), at);
        if (!batch.SampleWeights.IsEmpty) batch.SampleWeights[at] = weight;
    }

    (IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Targets) Apply(int sample, in BatchRequest request, out float weight)
    {
        var one = Inner.Single(sample, request);
        weight = one.SampleWeights[0];
        return _map(one.OneInput(), one.OneTarget(), new(request.Seed, request.Epoch, sample));
    }

    static Slot[] Named(string word, IReadOnlyList<Tensor> all) =>
        [.. all.Select((t, i) => new Slot(all.Count == 1 ? word : $"{word}_{i}", t.Shape.Rank == 0 ? [1] : t.Shape))];

    static void Write(Tensor from, Span<float> to, int at)
    {
        if (!to.IsEmpty) from.Data.CopyTo(to[(at * from.Data.Length)..]);
    }

    static void Check(IReadOnlyList<Tensor> made, IReadOnlyList<Slot> expected, int sample)
    {
        if (made.Count != expected.Count || made.Where((t, i) => t.Data.Length != expected[i].Shape.Elements).Any())
            throw new ArgumentException(
                $"Map's function made {Told(made.Select(t => t.Shape))} of sample {sample} but {Told(expected.Select(s => s.Shape))} of " +
                $"the first " +
                                        "one, and all must have one shape. Make them alike, by resizing for example.");

        static string Told(IEnumerable<Shape> shapes) => string.Join(", ", shapes);
    }
}
