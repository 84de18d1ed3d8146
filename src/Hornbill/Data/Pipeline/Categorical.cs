namespace Hornbill.Data;

/// <summary>Class indices as one number for each class: 1 for the sample's own, 0 elsewhere.</summary>
sealed class Categorical : Passing
{
    readonly int _classes;

    public Categorical(SampleSource inner, int classes) : base(inner)
    {
        if (inner.Targets is not [{ Shape: [1] } target])
            throw new ArgumentException(
                $"OneHot got targets of {string.Join(", ", inner.Targets.Select(t => t.Shape))} but takes one class index for each " +
                $"sample, (1,). Use it on such data.");
        if (classes < 1) throw new ArgumentException($"OneHot got {classes} classes but needs at least 1. Give their number.");
        (_classes, Targets) = (classes, [target with { Shape = [classes] }]);
    }

    public override IReadOnlyList<Slot> Targets { get; }

    protected override string Change => $"one-hot of {_classes} classes";

    public override void Read(int sample, in BatchRequest request, Batch batch, int at)
    {
        var to = batch.Target(0).IsEmpty ? default : batch.Target(0).Slice(at * _classes, _classes);
        Inner.Read(sample, request, new WithoutTargets(batch), at);
        if (to.IsEmpty) return;
        var label = Inner.LabelOf(sample);
        if (label >= _classes) throw new ArgumentException(
            $"Sample {sample} is of class {label} but there are {_classes} classes, counted from 0. Give more classes, or correct the " +
            $"target.");
        to.Clear();
        to[label] = 1;
    }

    internal override int LabelOf(int sample) => Inner.LabelOf(sample);

    // The targets are worked out apart.
    sealed class WithoutTargets(Batch all) : Batch
    {
        public override Span<float> Input(int index) => all.Input(index);

        public override Span<float> Target(int index) => default;

        public override Span<float> SampleWeights => all.SampleWeights;
    }
}
