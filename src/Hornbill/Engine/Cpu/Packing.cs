using Hornbill.Kernels;
using Hornbill.Simd;

namespace Hornbill.Engine.Cpu;

/// <summary>Weights brought from Keras's layout into those that kernels read, and their gradients back.</summary>
static unsafe class Packing
{
    /// <summary>A weight matrix reordered into panels, each output times its factor where there are such.</summary>
    public static Step Panels(Value from, Value to, PanelsOf key)
    {
        var (outputs, reduction) = (key.Outputs, key.Reduction);
        var step = New($"{from.Name}: {(key.Factors is null ? "" : "times scale, ")}reorder to panels",
            new Panels(outputs, reduction, key.Width).Count);
        var (weights, factors, panels) = (step.Read(from), step.ReadIf(key.Factors), step.Write(to));
        step.Work = f =>
        {
            Weights.ToPanels(f.At(weights), outputs, reduction, f.Width, f.At(panels), f.From, f.To);
            if (factors is not null) Weights.ScalePanels(f.At(panels), outputs, reduction, f.Width, f.At(factors), f.From, f.To);
        };
        return step;
    }

    /// <summary>A weight matrix reordered into rows, one for each output.</summary>
    public static Step Rows(Value from, Value to, WeightRows key)
    {
        var step = New($"{from.Name}: reorder to rows", key.Outputs);
        var (weights, rows) = (step.Read(from), step.Write(to));
        step.Work = f => Weights.ToRows(f.At(weights), key, f.At(rows), f.From, f.To);
        return step;
    }

    /// <summary>A convolution's weights reordered into panels of input channels, from the last tap to the first.</summary>
    public static Step Turned(Value from, Value to, TurnedPanelsOf key)
    {
        var step = New($"{from.Name}: reorder to turned panels", new Panels(key.Inputs, 0, key.Width).Count);
        var (weights, panels) = (step.Read(from), step.Write(to));
        step.Work = f => Weights.ToTurnedPanels(f.At(weights), key.Taps, key.Inputs, key.Outputs, f.Width, f.At(panels), f.From, f.To);
        return step;
    }

    /// <summary>Panels of taps at Winograd's points.</summary>
    public static Step Points(Value from, Value to, PointsOf key)
    {
        var step = New($"{key.Panels.Name}: to Winograd's points", new Panels(key.Outputs, 0, key.Width).Count);
        var (panels, points) = (step.Read(key.Panels), step.Write(to));
        step.Work = f =>
        {
            var a = new Winograd.WeightArguments
            {
                Panels = f.At(panels), To = f.At(points), Outputs = key.Outputs, Inputs = key.Inputs, From = f.From, Until = f.To,
            };
            if (key.Taps == 3) SimdWidth.Call<Winograd.ToPoints<ThreeTaps>, Winograd.WeightArguments>(f.Width, &a);
            else SimdWidth.Call<Winograd.ToPoints<FiveTaps>, Winograd.WeightArguments>(f.Width, &a);
        };
        return step;
    }

    /// <summary>Columns [at, …) of one matrix into those of another: M says which of both has more.</summary>
    public static Step Columns<M>(string name, (Value Value, int Columns) from, (Value Value, int Columns) to, int at) where M : struct,
        Channels.IMove
    {
        var step = new Step(name) { Unit = Unit.Outputs };
        var (source, target) = (step.Read(from.Value), step.Declare(to.Value, from.Columns < to.Columns ? Access.Part : Access.Write));
        var rows = (int)Math.Min(from.Value.Floats / from.Columns, to.Value.Floats / to.Columns);
        step.Work = f => M.Run(f.At(source), from.Columns, f.At(target), to.Columns, rows, at, false);
        return step;
    }

    /// <summary>The shards of a weight's gradient added up and reordered from rows to Keras's layout.</summary>
    public static Step SumOfRows(string name, Value sum, WeightRows rows, Value gradient, Value? bias)
    {
        var step = New($"d {name}: sum of shards, reorder", rows.Outputs);
        return Summing<Weights.SumShards>(step, new() { Rows = rows }, sum, gradient, bias);
    }

    /// <summary>The same from panels, with a row for the bias behind the last k.</summary>
    public static Step SumOfPanels(string name, Value sum, (int Outputs, int Reduction) panels, Value gradient, Value? bias)
    {
        var step = New($"d {name}: sum of shards, reorder", panels.Reduction + 1);
        return Summing<Weights.SumPanels>(step, new() { Outputs = panels.Outputs, Reduction = panels.Reduction }, sum, gradient, bias);
    }

    /// <summary>The same from sums at Winograd's points, with the bias behind them.</summary>
    public static Step SumOfPoints(string name, Value sum, (int Outputs, int Inputs, int Taps) of, Value gradient, Value? bias)
    {
        var step = New($"d {name}: sum of shards, to taps", of.Inputs + 1);
        Weights.SumArguments sizes = new() { Outputs = of.Outputs, Reduction = of.Inputs };
        return of.Taps == 3 ? Summing<Winograd.SumPoints<ThreeTaps>>(step, sizes, sum, gradient, bias)
            : Summing<Winograd.SumPoints<FiveTaps>>(step, sizes, sum, gradient, bias);
    }

    static Step Summing<K>(Step step, Weights.SumArguments sizes, Value sum, Value gradient, Value? bias) where K
        : IKernel<Weights.SumArguments>
    {
        var (shards, d, dBias) = (step.Read(sum), step.Add(gradient), step.AddIf(bias));
        step.Work = f =>
        {
            var a = sizes with
            {
                Shards = f.At(shards),
                ShardFloats = f.ShardFloats,
                Count = shards.Value.Sharded ? f.Shards : 1,
                From = f.From,
                To = f.To,
                Gradient = f.At(d),
                BiasGradient = f.At(dBias),
                Accumulate = !f.Fresh(d),
                AccumulateBias = dBias is not null && !f.Fresh(dBias),
            };
            SimdWidth.Call<K, Weights.SumArguments>(f.Width, &a);
        };
        return step;
    }

    static Step New(string name, int parts) => new(name) { Parts = parts, Unit = Unit.Outputs };
}

/// <summary>Panels of a matrix (reduction, outputs), times factors where there are any.</summary>
readonly record struct PanelsOf(int Outputs, int Reduction, Value? Factors, int Width);

/// <summary>Panels of a convolution's input channels.</summary>
readonly record struct TurnedPanelsOf(int Taps, int Inputs, int Outputs, int Width);

/// <summary>Panels at Winograd's points.</summary>
readonly record struct PointsOf(int Outputs, int Inputs, int Taps, Value Panels, int Width);

/// <summary>A share of a weight's columns.</summary>
readonly record struct ShareOf(int First);
