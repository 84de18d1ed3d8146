namespace Hornbill.Data;

/// <summary>Some samples of another source, in an order of their own.</summary>
sealed class Chosen(SampleSource inner, int count, Func<int, int> number) : Passing(inner)
{
    public override int? Count => count;

    internal override int LabelOf(int sample) => Inner.LabelOf(number(sample));

    public override void Read(int sample, in BatchRequest request, Batch batch, int at) => Inner.Read(number(sample), request, batch, at);

    public override IReadOnlyList<Tensors.Shape>? WeightShapes => Inner.WeightShapes;
}
