using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>An image whose rows and columns are mixtures of another's: resized, cropped or padded.</summary>
sealed class Resample(string kind, ResamplingAxis rows, ResamplingAxis columns, float fillValue) : Op
{
    public ResamplingAxis Rows => rows;

    public ResamplingAxis Columns => columns;

    public float FillValue => fillValue;

    public override string Kind => kind;

    public override Shape Infer(IReadOnlyList<Shape> inputs) => [rows.First.Length, columns.First.Length, inputs[0][2]];

    public override void Forward(Lowering to, Node node) =>
        to.Add(new ResampleStep(node, this, to[node.Inputs[0]], to.Output(node), back: false, fresh: true, to.Width));

    public override void Backward(Lowering to, Node node)
    {
        if (!to.Differentiates(node.Inputs[0])) return;
        var (dx, fresh) = to.GradientInto(node.Inputs[0]);
        to.Add(new ResampleStep(node, this, dx, to.Gradient(node), back: true, fresh, to.Width));
    }
}

/// <summary>From the image to the other one, or back with the gradient.</summary>
sealed unsafe class ResampleStep : ListedStep
{
    readonly Shape _in, _out;
    readonly Resample _op;
    readonly Value _image, _other;
    readonly bool _back, _fresh;
    readonly int _width;

    public ResampleStep(Node node, Resample op, Value image, Value other, bool back, bool fresh, int width)
        : base($"{(back ? "d " : "")}{node.Name}: {op.Kind}", back ? (fresh ? [other] : [image, other]) : [image], [back ? image : other])
    {
        (_in, _out, _op, _image, _other, _back, _fresh, _width) = (node.Inputs[0].Shape, node.Shape, op, image, other, back, fresh, width);
        Workspace = _in[1] * _in[2];
    }

    public override void Run(Frame f)
    {
        for (var n = 0; n < f.Count; n++)
        {
            var a = new Resampling.Arguments
            {
                InHeight = _in[0],
                InWidth = _in[1],
                OutHeight = _out[0],
                OutWidth = _out[1],
                Channels = _in[2],
                FillValue = _op.FillValue,
                X = f.At(_image) + ((long)n * _image.Stride),
                Y = f.At(_other) + ((long)n * _other.Stride),
                Workspace = f.Workspace,
                Fresh = _fresh,
            };
            Resampling.Run(_width, _back, _op.Rows, _op.Columns, &a);
        }
    }
}
