using Hornbill.Engine;
using Hornbill.Kernels;
using Hornbill.Simd;

namespace Hornbill.Graph.Ops;

/// <summary>A weight matrix reordered into panels, each output times its factor where there are such.</summary>
sealed unsafe class PackPanels : Step
{
    readonly Value _from, _to;
    readonly Value? _factors;
    readonly int _outputs, _reduction, _width;

    public PackPanels(Value from, Value to, Value? factors, int outputs, int reduction, int width)
        : base($"{from.Name}: {(factors is null ? "" : "times scale, ")}reorder to panels", factors is null ? [from] : [from, factors], [to])
    {
        (_from, _to, _factors, _outputs, _reduction, _width) = (from, to, factors, outputs, reduction, width);
        Unit = Unit.Outputs;
        Parts = new Panels(outputs, reduction, width).Count;
    }

    public override void Run(Frame f)
    {
        Weights.ToPanels(f.At(_from), _outputs, _reduction, _width, f.At(_to), f.From, f.To);
        if (_factors is not null) Weights.ScalePanels(f.At(_to), _outputs, _reduction, _width, f.At(_factors), f.From, f.To);
    }
}

/// <summary>A weight matrix reordered into rows, one for each output.</summary>
sealed unsafe class PackRows : Step
{
    readonly Value _from, _to;
    readonly WeightRows _rows;

    public PackRows(Value from, Value to, WeightRows rows) : base($"{from.Name}: reorder to rows", [from], [to])
    {
        (_from, _to, _rows) = (from, to, rows);
        Unit = Unit.Outputs;
        Parts = rows.Outputs;
    }

    public override void Run(Frame f) => Weights.ToRows(f.At(_from), _rows, f.At(_to), f.From, f.To);
}

/// <summary>A convolution's weights reordered into panels of input channels, from the last tap to the first.</summary>
sealed unsafe class PackTurned : Step
{
    readonly Value _from, _to;
    readonly int _taps, _inputs, _outputs, _width;

    public PackTurned(Value from, Value to, int taps, int inputs, int outputs, int width) : base($"{from.Name}: reorder to turned panels", [from], [to])
    {
        (_from, _to, _taps, _inputs, _outputs, _width) = (from, to, taps, inputs, outputs, width);
        Unit = Unit.Outputs;
        Parts = new Panels(inputs, 0, width).Count;
    }

    public override void Run(Frame f) => Weights.ToTurnedPanels(f.At(_from), _taps, _inputs, _outputs, _width, f.At(_to), f.From, f.To);
}

/// <summary>The shards of a weight's gradient added up and reordered to Keras's layout.</summary>
sealed unsafe class SumShards : Step
{
    readonly Value _sum;
    readonly (Value Value, bool Accumulate) _gradient;
    readonly (Value Value, bool Accumulate)? _bias;
    readonly WeightRows _rows;
    readonly (int Outputs, int Reduction)? _panels; // instead of rows
    readonly int _width;

    public SumShards(string name, Value sum, int outputs, int reduction, (Value Value, bool Accumulate) gradient, (Value Value, bool Accumulate)? bias, int width)
        : this(name, sum, default(WeightRows), gradient, bias, width)
    {
        _panels = (outputs, reduction);
        Parts = reduction + 1;
    }

    public SumShards(string name, Value sum, WeightRows rows, (Value Value, bool Accumulate) gradient, (Value Value, bool Accumulate)? bias, int width)
        : base($"d {name}: sum of shards, reorder", [sum], bias is { } b ? [gradient.Value, b.Value] : [gradient.Value])
    {
        (_sum, _gradient, _bias, _rows, _width) = (sum, gradient, bias, rows, width);
        Unit = Unit.Outputs;
        Parts = rows.Outputs;
    }

    public override void Run(Frame f)
    {
        var a = new Weights.SumArguments
        {
            Rows = _rows,
            Outputs = _panels?.Outputs ?? 0,
            Reduction = _panels?.Reduction ?? 0,
            Shards = f.Sums + _sum.Offset,
            ShardFloats = f.ShardFloats,
            Count = _sum.Sharded ? f.Shards : 1,
            From = f.From,
            To = f.To,
            Gradient = f.At(_gradient.Value),
            BiasGradient = _bias is { } bias ? f.At(bias.Value) : null,
            Accumulate = _gradient.Accumulate,
            AccumulateBias = _bias is { Accumulate: true },
        };
        if (_panels is null) SimdWidth.Run<Weights.SumShards, Weights.SumArguments>(_width, &a);
        else SimdWidth.Run<Weights.SumPanels, Weights.SumArguments>(_width, &a);
    }
}
