using Hornbill.Kernels;
using Hornbill.Simd;

namespace Hornbill.Tests.Kernels;

/// <summary>Gives zeroed memory for so many floats; behind them lie others that may be read, never written.</summary>
unsafe delegate float* Room(int floats, int readable = 0);

/// <summary>A convolution's buffers, as the engine lays them out, and calls of its kernels.</summary>
sealed unsafe class ConvolutionCall
{
    /// <summary>What lies between rows and samples of the output, as a rim would.</summary>
    public const int Gap = 3;

    const int Slack = 64;

    readonly ConvolutionCase _case;
    readonly ConvolutionSize _size;
    readonly int _width;
    readonly float* _masked;

    public ConvolutionCall(ConvolutionCase c, int width, Room room)
    {
        Full = !c.Size.Pooled;
        (_case, _size, _width) = (c, c.Size, width);
        XSample = _size.RimRows * _size.RimRow;
        YRow = (_size.Cells.Width * _size.OutChannels) + Gap;
        YSample = _size.Cells.Height * YRow;
        YFloats = c.Samples * YSample;
        ArgmaxSample = (_size.Cells.Height * _size.Cells.Width * _size.OutChannels) + 1;
        X = room(c.Samples * XSample, Slack);
        Dx = room(c.Samples * XSample);
        Y = room(YFloats);
        Dy = room(YFloats, Slack);
        _masked = room(YFloats, Slack);
        Argmax = (byte*)room(((c.Samples * ArgmaxSample) + 3) / 4, 0);
        W = room(_size.Reduction * _size.OutChannels);
        Bias = room(_size.OutChannels);
        Panels = room((int)new Panels(_size.OutChannels, _size.Reduction, width).Floats, Slack);
        Rows = room(_size.Rows.Floats, Slack);
        Turned = room((int)new Panels(_size.InChannels, Taps * _size.OutChannels, width).Floats, Slack);
        Sums = room(Math.Max(Math.Max(_size.Rows.Floats, (int)SumPanels.Floats), WinogradSum));
        Dw = room(_size.Reduction * _size.OutChannels);
        Db = room(_size.OutChannels);
        WorkspaceFloats = new[]
        {
            Convolution.Forward.Workspace(_size), Convolution.WeightGradient.Workspace(_size), Convolution.InputGradient.Workspace(_size),
            Convolution.FullWeightGradient.Workspace(_size), Convolution.FullInputGradient.Workspace(_size),
            Winograd.Workspace(_size.InChannels, _size.OutChannels, 5), Winograd.Workspace(_size.OutChannels, _size.InChannels, 5),
        }.Max();
        Points = room((int)Winograd.WeightFloats(_size.OutChannels, _size.InChannels, 5, width));
        TurnedPoints = room((int)Winograd.WeightFloats(_size.InChannels, _size.OutChannels, 5, width));
        Workspace = room(WorkspaceFloats, Slack);
    }

    public float* X, Y, Dx, Dy, W, Bias, Panels, Turned, Points, TurnedPoints, Rows, Sums, Dw, Db, Workspace;

    public byte* Argmax;

    /// <summary>Whether gradients are taken as full, not by lists: never behind pooling.</summary>
    public bool Full { get; set; }

    /// <summary>Whether Winograd's kernels compute what they can.</summary>
    public bool ByWinograd { get; set; }

    /// <summary>What the forward pass and the gradient by the input are cut into.</summary>
    public int ForwardParts => ByWinograd ? Winograd.Rows(_size).Count : _size.Cells.Height;

    public int InputParts => ByWinograd ? Winograd.InputRows(_size).Count : _size.RimRows;

    /// <summary>Floats of the sum of a weight gradient, and the parts it is cut into.</summary>
    public int SumFloats => ByWinograd ? WinogradSum : Full ? (int)SumPanels.Floats : _size.Rows.Floats;

    public int WeightParts => ByWinograd ? PanelCount : Full ? PanelCount * Convolution.FullWeightGradient.Pieces(_size)
        : _size.OutChannels;

    public Panels SumPanels => new(_size.OutChannels, _size.Reduction + 1, _width);

    int WinogradSum => (int)Winograd.SumFloats(_size.OutChannels, _size.InChannels, _size.Kernel.Height, _width);

    int Taps => _size.Kernel.Height * _size.Kernel.Width;

    int TurnedCount => new Panels(_size.InChannels, 0, _width).Count;

    public int XSample { get; }

    public int YSample { get; }

    public int YRow { get; }

    public int YFloats { get; }

    public int ArgmaxSample { get; }

    public int PanelCount => new Panels(_size.OutChannels, _size.Reduction, _width).Count;

    public int WorkspaceFloats { get; }

    /// <summary>Weights in the layouts that the kernels read.</summary>
    public void Pack()
    {
        Weights.ToPanels(W, _size.OutChannels, _size.Reduction, _width, Panels, 0,
            new Panels(_size.OutChannels, _size.Reduction, _width).Count);
        Weights.ToRows(W, _size.Rows, Rows, 0, _size.OutChannels);
        Weights.ToTurnedPanels(W, Taps, _size.InChannels, _size.OutChannels, _width, Turned, 0, TurnedCount);
        if (_size.Kernel is not ({ Height: 3, Width: 3 } or { Height: 5, Width: 5 })) return;
        Pack(Panels, Points, _size.OutChannels, _size.InChannels);
        Pack(Turned, TurnedPoints, _size.InChannels, _size.OutChannels);
    }

    void Pack(float* panels, float* points, int outputs, int inputs)
    {
        var a = new Winograd.WeightArguments
        {
            Panels = panels, To = points, Outputs = outputs, Inputs = inputs, Until = new Panels(outputs, 0, _width).Count,
        };
        if (_size.Kernel.Height == 3) SimdWidth.Call<Winograd.ToPoints<ThreeTaps>, Winograd.WeightArguments>(_width, &a);
        else SimdWidth.Call<Winograd.ToPoints<FiveTaps>, Winograd.WeightArguments>(_width, &a);
    }

    public void Forward() => Forward(0, ForwardParts, 0, _case.Samples);

    public void Forward(int from, int to, int first, int samples) => Forward(from, to, first, samples, 0, PanelCount);

    public void Forward(int from, int to, int first, int samples, int fromPanel, int toPanel)
    {
        var a = new Convolution.ForwardArguments
        {
            Size = _size,
            Samples = samples,
            From = from,
            To = to,
            FromPanel = fromPanel,
            ToPanel = toPanel,
            X = X + (first * XSample),
            XSample = XSample,
            Panels = ByWinograd ? Points : Panels,
            Bias = _case.Bias ? Bias : null,
            Y = Y + (first * YSample),
            YSample = YSample,
            YRow = YRow,
            Argmax = _size.Pooled ? Argmax + (first * ArgmaxSample) : null,
            ArgmaxSample = ArgmaxSample,
            Relu = _case.Relu,
            Workspace = Workspace,
        };
        if (ByWinograd) SimdWidth.Call<Winograd.Forward, Convolution.ForwardArguments>(_width, &a);
        else SimdWidth.Call<Convolution.Forward, Convolution.ForwardArguments>(_width, &a);
    }

    public void WeightGradient(bool fresh = true) => WeightGradient(0, WeightParts, 0, _case.Samples, fresh);

    public void WeightGradient(int from, int to, int first, int samples, bool fresh)
    {
        var a = Backward(from, to, first, samples, fresh);
        a.X = X + (first * XSample);
        a.Weights = Sums;
        if (ByWinograd) SimdWidth.Call<Winograd.WeightGradient, Convolution.BackwardArguments>(_width, &a);
        else if (Full) SimdWidth.Call<Convolution.FullWeightGradient, Convolution.BackwardArguments>(_width, &a);
        else SimdWidth.Call<Convolution.WeightGradient, Convolution.BackwardArguments>(_width, &a);
    }

    /// <summary>The sum in Keras's layout.</summary>
    public void SumShards()
    {
        var a = new Weights.SumArguments
        {
            Rows = _size.Rows, Outputs = _size.OutChannels, Reduction = _size.Reduction, Shards = Sums,
            Count = 1, Gradient = Dw, BiasGradient = Db
        };
        a.To = Full ? _size.Reduction + 1 : _size.OutChannels;
        if (ByWinograd)
        {
            (a.Reduction, a.To) = (_size.InChannels, _size.InChannels + 1);
            if (_size.Kernel.Height == 3) SimdWidth.Call<Winograd.SumPoints<ThreeTaps>, Weights.SumArguments>(_width, &a);
            else SimdWidth.Call<Winograd.SumPoints<FiveTaps>, Weights.SumArguments>(_width, &a);
        }
        else if (Full) SimdWidth.Call<Weights.SumPanels, Weights.SumArguments>(_width, &a);
        else SimdWidth.Call<Weights.SumShards, Weights.SumArguments>(_width, &a);
    }

    public void InputGradient(bool fresh = true) => InputGradient(0, InputParts, 0, _case.Samples, fresh);

    public void InputGradient(int from, int to, int first, int samples, bool fresh) =>
        InputGradient(from, to, first, samples, fresh, 0, TurnedCount);

    /// <summary>Panels of input channels apart, as a full gradient can.</summary>
    public void InputGradientOfPanels()
    {
        for (var p = 0; p < TurnedCount; p++) InputGradient(0, InputParts, 0, _case.Samples, true, p, p + 1);
    }

    void InputGradient(int from, int to, int first, int samples, bool fresh, int fromPanel, int toPanel)
    {
        var a = Backward(from, to, first, samples, fresh);
        a.X = Dx + (first * XSample);
        (a.FromPanel, a.ToPanel) = (fromPanel, toPanel);
        a.Weights = ByWinograd ? TurnedPoints : Full ? Turned : Rows;
        if (!Full)
        {
            SimdWidth.Call<Convolution.InputGradient, Convolution.BackwardArguments>(_width, &a);
            return;
        }
        a.Y = null;
        a.Gradient = Masked + (first * YSample);
        if (ByWinograd) SimdWidth.Call<Winograd.InputGradient, Convolution.BackwardArguments>(_width, &a);
        else SimdWidth.Call<Convolution.FullInputGradient, Convolution.BackwardArguments>(_width, &a);
    }

    // Relu's own step does this for a full gradient.
    float* Masked
    {
        get
        {
            for (var i = 0; i < YFloats; i++) _masked[i] = !_case.Relu || Y[i] > 0 ? Dy[i] : 0;
            return _masked;
        }
    }

    Convolution.BackwardArguments Backward(int from, int to, int first, int samples, bool fresh) => new()
    {
        Size = _size,
        Samples = samples,
        From = from,
        To = to,
        Gradient = Dy + (first * YSample),
        GradientSample = YSample,
        GradientRow = YRow,
        Y = _case.Relu ? Y + (first * YSample) : null,
        YSample = YSample,
        YRow = YRow,
        Argmax = _size.Pooled ? Argmax + (first * ArgmaxSample) : null,
        ArgmaxSample = ArgmaxSample,
        XSample = XSample,
        Workspace = Workspace,
        Fresh = fresh,
    };
}

/// <summary>A dense layer's buffers and calls of its kernels.</summary>
sealed unsafe class DenseCall
{
    const int Slack = 64;

    readonly DenseCase _case;
    readonly int _width;

    public DenseCall(DenseCase c, int width, Room room)
    {
        (_case, _width) = (c, width);
        RowsOfWeights = new(c.Outputs, 1, c.Inputs);
        (XSample, YSample) = (c.Inputs + 1, c.Outputs + 2);
        X = room(c.Samples * XSample, Slack);
        Dx = room(c.Samples * XSample);
        Y = room(c.Samples * YSample);
        Dy = room(c.Samples * YSample, Slack);
        W = room(c.Inputs * c.Outputs);
        Dw = room(c.Inputs * c.Outputs);
        Bias = room(c.Outputs);
        Db = room(c.Outputs);
        Panels = room((int)new Panels(c.Outputs, c.Inputs, width).Floats, Slack);
        Rows = room(RowsOfWeights.Floats, Slack);
        Sums = room(RowsOfWeights.Floats);
        ForwardWorkspace = room(Dense.Forward.Workspace(c.Outputs, width), Slack);
        BackwardWorkspace = room(Dense.BackwardWorkspace, Slack);
    }

    public float* X, Y, Dx, Dy, W, Bias, Panels, Rows, Sums, Dw, Db, ForwardWorkspace, BackwardWorkspace;

    public WeightRows RowsOfWeights { get; }

    public int XSample { get; }

    public int YSample { get; }

    public int PanelCount => new Panels(_case.Outputs, _case.Inputs, _width).Count;

    public int Chunks => (_case.Inputs + Dense.Chunk - 1) / Dense.Chunk;

    public void Pack()
    {
        Weights.ToPanels(W, _case.Outputs, _case.Inputs, _width, Panels, 0, PanelCount);
        Weights.ToRows(W, RowsOfWeights, Rows, 0, _case.Outputs);
    }

    public void Forward() => Forward(0, PanelCount, 0, _case.Samples);

    public void Forward(int from, int to, int first, int samples)
    {
        var a = new Dense.ForwardArguments
        {
            Samples = samples,
            Inputs = _case.Inputs,
            Outputs = _case.Outputs,
            From = from,
            To = to,
            X = X + (first * XSample),
            XSample = XSample,
            Panels = Panels,
            Bias = _case.Bias ? Bias : null,
            Y = Y + (first * YSample),
            YSample = YSample,
            Workspace = ForwardWorkspace,
            Relu = _case.Relu,
        };
        SimdWidth.Call<Dense.Forward, Dense.ForwardArguments>(_width, &a);
    }

    public void WeightGradient(bool fresh = true) => WeightGradient(0, _case.Outputs, 0, _case.Samples, fresh);

    public void WeightGradient(int from, int to, int first, int samples, bool fresh)
    {
        var a = Backward(from, to, first, samples, fresh);
        a.X = X + (first * XSample);
        a.Weights = Sums;
        SimdWidth.Call<Dense.WeightGradient, Dense.BackwardArguments>(_width, &a);
    }

    public void SumShards()
    {
        var a = new Weights.SumArguments
        {
            Rows = RowsOfWeights, Shards = Sums, Count = 1, To = _case.Outputs, Gradient = Dw,
            BiasGradient = Db
        };
        SimdWidth.Call<Weights.SumShards, Weights.SumArguments>(_width, &a);
    }

    public void InputGradient(bool fresh = true) => InputGradient(0, Chunks, 0, _case.Samples, fresh);

    public void InputGradient(int from, int to, int first, int samples, bool fresh)
    {
        var a = Backward(from, to, first, samples, fresh);
        a.X = Dx + (first * XSample);
        a.Weights = Rows;
        SimdWidth.Call<Dense.InputGradient, Dense.BackwardArguments>(_width, &a);
    }

    Dense.BackwardArguments Backward(int from, int to, int first, int samples, bool fresh) => new()
    {
        Samples = samples,
        Inputs = _case.Inputs,
        Outputs = _case.Outputs,
        From = from,
        To = to,
        Gradient = Dy + (first * YSample),
        GradientSample = YSample,
        Y = _case.Relu ? Y + (first * YSample) : null,
        YSample = YSample,
        XSample = XSample,
        Workspace = BackwardWorkspace,
        Fresh = fresh,
    };
}
