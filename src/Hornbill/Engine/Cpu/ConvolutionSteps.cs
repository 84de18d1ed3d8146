using Hornbill.Graph;
using Hornbill.Graph.Ops;
using Hornbill.Kernels;
using Hornbill.Simd;
using Hornbill.Tensors;
using Epilogue = Hornbill.Graph.Ops.Epilogue;
using Kernel = Hornbill.Kernels.Convolution;
using Op = Hornbill.Graph.Ops.Convolution;

namespace Hornbill.Engine.Cpu;

/// <summary>A convolution to be lowered: what its ways look at.</summary>
/// <param name="Name">Of the steps.</param>
/// <param name="Node">The node that the shapes are of; of a transposed convolution its mirror.</param>
/// <param name="Weights">The weights' node.</param>
/// <param name="Size">Its sizes.</param>
sealed record ConvolutionCall(string Name, Node Node, Node Weights, ConvolutionSize Size)
{
    /// <summary>What is taken in.</summary>
    public Epilogue After => ((Op)Node.Op).After;

    /// <summary>Floats in a vector.</summary>
    public int Width { get; init; }

    /// <summary>The share of its gradient that is alive, as far as the graph tells (see <see cref="Step.Alive"/>).</summary>
    public double Alive { get; init; } = 1;

    /// <summary>Whether every term is to be multiplied and added.</summary>
    public bool Exact { get; init; }

    public long MultiplyAdds => (long)Size.Out.Height * Size.Out.Width * Size.OutChannels * Size.Reduction;

    /// <summary>Weights that no tile of samples should wait for are read for the whole batch.</summary>
    public Unit Unit { get; init; } = Weights.Shape.Elements > Kernel.TiledFloats ? Unit.Outputs : Unit.Tiles;
}

/// <summary>What becomes of a convolution's sums before they are stored, and what is stored besides.</summary>
/// <param name="Bias">Added first.</param>
/// <param name="Relu">Whether relu follows.</param>
/// <param name="Factors">Scale and shift of a normalisation behind relu.</param>
/// <param name="Argmax">Which element of a pooling window was the greatest.</param>
/// <param name="Moments">Each sample's means and sums of squared deviations by channel.</param>
sealed record Finish(Value? Bias = null, bool Relu = false, Value? Factors = null, Value? Argmax = null, Value? Moments = null);

/// <summary>The steps of a convolution. Each of its three products has ways to be computed, in the order in which they are asked.</summary>
sealed class ConvolutionSteps : CpuOp<Op>
{
    // The share of a gradient that is alive from which walking lists of it is slower, also than tiles of a third of the multiplications:
    // relu alone leaves half.
    const double FullFrom = 0.4, FullByWinogradFrom = 0.2;

    static readonly Way<ConvolutionCall>[] Forwards =
    [
        new("Winograd's tiles", WinogradSteps.Wins, WinogradSteps.Forward),
        new("tiles of few channels", FirstLayerSteps.Takes, FirstLayerSteps.Forward),
        new("tiles", _ => true, ConvolutionForward.Tiles),
    ];

    static readonly Way<ConvolutionCall>[] ByWeights =
    [
        new("permutes of rows", FirstLayerSteps.TakesWeights, FirstLayerSteps.ByWeights),
        new("lists of what is alive", c => IsSparse(c, WinogradSteps.WinsWeights(c)), ConvolutionBackward.WeightsByLists),
        new("outer products at Winograd's points", WinogradSteps.WinsWeights, WinogradSteps.ByWeights),
        new("outer products", _ => true, ConvolutionBackward.WeightsByProducts),
    ];

    static readonly Way<ConvolutionCall>[] ByInput =
    [
        new("lists of what is alive", c => IsSparse(c, WinogradSteps.WinsInput(c)), ConvolutionBackward.InputByLists),
        new("Winograd's tiles over turned weights", WinogradSteps.WinsInput, WinogradSteps.ByInput),
        new("tiles over turned weights", _ => true, ConvolutionBackward.InputByTiles),
    ];

    // Pooling, or relu and dropout, leave most of dy zero.
    static bool IsSparse(ConvolutionCall c, bool winograd) =>
        c.Size.Pooled || (c.After.Relu ? 0.5 : 1) * c.Alive < (winograd ? FullByWinogradFrom : FullFrom);

    protected override bool WritesRim(Op op) => true;

    protected override Layout Wants(Op op, int input) => input == 0 ? Layout.Rim(op.Padding) : Layout.Nhwc;

    protected override bool Takes(Op op) => op.After.Pool is not { } p
        || (!p.Overlaps && p.Pool.Height * p.Pool.Width <= Kernel.LargestPool);

    protected override void Forward(Lowering to, Node node, Op op) =>
        Way<ConvolutionCall>.Take(Forwards, to, Call(to, node, op));

    protected override void Backward(Lowering to, Node node, Op op)
    {
        var call = Call(to, node, op) with { Alive = to.Alive(to.Gradient(node)) };
        if (to.Differentiates(node.Inputs[1])) Way<ConvolutionCall>.Take(ByWeights, to, call);
        if (to.Differentiates(node.Inputs[0])) Way<ConvolutionCall>.Take(ByInput, to, call);
    }

    static ConvolutionCall Call(Lowering to, Node node, Op op) =>
        new(node.Name, node, node.Inputs[1], Size(node, op)) { Width = to.Width, Exact = to.Request.Exact };

    public static ConvolutionSize Size(Node node, Op op)
    {
        var (x, w, y) = (node.Inputs[0].Shape, node.Inputs[1].Shape, node.Shape);
        var (strides, dilation, padding, pool) = (op.Strides, op.Dilation, op.Padding, op.After.Pool);
        return new()
        {
            In = new(x[0], x[1]),
            InChannels = x[2],
            Out = Window.Out(new(x[0], x[1]), new(w[0], w[1]), strides, dilation, padding),
            OutChannels = w[3],
            Kernel = new(w[0], w[1]),
            Stride = strides,
            Dilation = dilation,
            Pad = padding,
            Pool = pool?.Pool ?? Pair.One,
            PoolPad = pool?.Padding ?? default,
            Cells = new(y[0], y[1]),
        };
    }
}

/// <summary>The forward pass of a convolution.</summary>
static unsafe class ConvolutionForward
{
    // A sample of 1 MB stays in a core's own cache; a larger one all workers share.
    const int NearFloats = 256 * 1024;

    /// <summary>Tiles of six rows and a panel of outputs (see Kernels/Leaves/Tile.cs).</summary>
    public static void Tiles(Lowering to, ConvolutionCall c) =>
        Lower<Kernel.Forward>(to, c, panels => panels, c.Size.Cells.Height, Kernel.Forward.Workspace(c.Size));

    /// <summary>The step of a kernel that reads the weights as <paramref name="arrange"/> makes them of panels, and its rows.</summary>
    public static void Lower<K>(Lowering to, ConvolutionCall c, Func<Value, Value> arrange, int rows, int workspace)
        where K : IKernel<Kernel.ForwardArguments>
    {
        var (node, size, w, after) = (c.Node, c.Size, c.Weights, c.After);
        var differentiates = to.Differentiates(node.Inputs[0]) || to.Differentiates(w);
        var argmax = size.Pooled && differentiates ? to.Save(node, "argmax", (node.Shape.Elements + 3) / 4) : null;
        var factors = after.Norm is { } norm ? NormalizationSteps.Fixed(to, node, norm) : null;
        var (folds, bias) = (after.NormFirst ? factors : null, Bias(to, node, after));
        if (folds is not null) bias = NormalizationSteps.Folded(to, node, bias, folds);
        var weights = arrange(to.Panels(w, size.OutChannels, size.Reduction, folds));
        var y = to.Output(node);
        var finish = new Finish(bias, after.Relu, after.NormFirst ? null : factors, argmax, Moments(to, c));
        to.Add(Step<K>($"{node.Name}: {node.Op.Kind}", c, (to[node.Inputs[0]], weights, y), finish, (rows, workspace), to.Width));
    }

    // The weights of a normalisation stand behind the bias.
    static Value? Bias(Lowering to, Node node, Epilogue after) =>
        node.Inputs.Count - (after.Norm?.Settings.Weights ?? 0) > 2 ? to.Weight(node.Inputs[2]) : null;

    // Where a normalisation by the batch's statistics reads it, these are taken while a sample is still near; others that read it find
    // them.
    static Value? Moments(Lowering to, ConvolutionCall c) =>
        !c.Size.Pooled && c.Unit == Unit.Tiles && c.Node.Shape.Elements <= NearFloats && to.ReadersOf(c.Node)
            .FirstOrDefault(r => NormalizationSteps.TakesStatistics(r, c.Node)) is { } reader
            ? to.Keep(c.Node, "moments", NormalizationSteps.MomentsOf(reader))
            : null;

    /// <summary>The step that multiplies and stores.</summary>
    public static Step Step<K>(string name, ConvolutionCall c, (Value X, Value Panels, Value Y) values, Finish finish,
        (int Rows, int Workspace) of, int width) where K : IKernel<Kernel.ForwardArguments>
    {
        var panels = new Panels(c.Size.OutChannels, c.Size.Reduction, width).Count;
        var step = new Step(finish.Moments is null ? name : $"{name} + statistics")
        {
            MultiplyAdds = c.MultiplyAdds,
            Unit = c.Unit,
            Parts = finish.Moments is not null ? 1 : c.Unit == Unit.Outputs ? panels : of.Rows,
            Workspace = of.Workspace,
        };
        var (x, weights, bias, factors) = (step.Read(values.X), step.Read(values.Panels), step.ReadIf(finish.Bias),
            step.ReadIf(finish.Factors));
        var (y, argmax, moments) = (step.Write(values.Y), step.WriteIf(finish.Argmax), step.WriteIf(finish.Moments));
        var (size, shape, relu, byOutputs) = (c.Size, c.Node.Shape, finish.Relu, c.Unit == Unit.Outputs);
        var rowByRow = !byOutputs && moments is null;
        step.Work = f =>
        {
            if (f.From == 0) f.ClearRim(y, shape);
            var image = f.Image(y, shape);
            var a = new Kernel.ForwardArguments
            {
                Size = size,
                Samples = f.Count,
                From = rowByRow ? f.From : 0,
                To = rowByRow ? f.To : of.Rows,
                FromPanel = byOutputs ? f.From : 0,
                ToPanel = byOutputs ? f.To : panels,
                X = f.At(x),
                XSample = x.Stride,
                Panels = f.At(weights),
                Bias = f.At(bias),
                Y = image.First,
                YSample = image.SampleStride,
                YRow = image.RowStride,
                Argmax = (byte*)f.At(argmax),
                ArgmaxSample = (argmax?.Stride ?? 0) * sizeof(float),
                Relu = relu,
                Scale = f.At(factors),
                Shift = factors is null ? null : f.At(factors) + size.OutChannels,
                Workspace = f.Workspace,
            };
            SimdWidth.Call<K, Kernel.ForwardArguments>(f.Width, &a);
            if (moments is not null) NormalizationSteps.Moments(f, image, shape, moments);
        };
        return step;
    }
}

/// <summary>The gradients of a convolution.</summary>
static unsafe class ConvolutionBackward
{
    /// <summary>For each output channel a list of the places that are alive, each with the window there.</summary>
    public static void WeightsByLists(Lowering to, ConvolutionCall c) => WeightsOfAlive<Kernel.WeightGradient>(to, c,
        to.WeightGradient(c.Node, c.Weights, c.Node.Inputs.ElementAtOrDefault(2), c.Size.Rows), c.Size.OutChannels,
        Kernel.WeightGradient.Workspace(c.Size));

    /// <summary>The step of a kernel that reads dy, the result and the argmax as they are, and sums its parts of the outputs.</summary>
    public static void WeightsOfAlive<K>(Lowering to, ConvolutionCall c, Value sum, int parts, int workspace) where K
        : IKernel<Kernel.BackwardArguments>
    {
        var step = New(c, "weights", parts, workspace, sum.Sharded ? Unit.Tiles : Unit.Outputs);
        var dy = Gradient.Of(step, to, c);
        var (x, into) = (step.Read(to[c.Node.Inputs[0]]), step.Add(sum));
        step.Work = Work<K>(c, dy, x, into, into, false);
        to.Add(step);
    }

    /// <summary>For each place a list of the channels that are alive, each with its weights.</summary>
    public static void InputByLists(Lowering to, ConvolutionCall c)
    {
        var step = New(c, "input", c.Size.RimRows, Kernel.InputGradient.Workspace(c.Size), Unit.Tiles);
        var dy = Gradient.Of(step, to, c);
        var (weights, dx) = (step.Read(to.Rows(c.Weights, c.Size.Rows)), step.Add(to.Into(c.Node.Inputs[0])));
        step.Work = Work<Kernel.InputGradient>(c, dy, dx, weights, dx, false);
        to.Add(step);
    }

    /// <summary>Outer products of x and all of dy.</summary>
    public static void WeightsByProducts(Lowering to, ConvolutionCall c)
    {
        var (dy, y) = Full(to, c);
        WeightsByProducts(to, c, c.Node, (dy, y, to[c.Node.Inputs[0]]), c.Node.Inputs.ElementAtOrDefault(2));
    }

    /// <summary>The step of a kernel that reads all of dy, what relu let through, and sums its parts of the outputs.</summary>
    public static void WeightsOfAll<K>(Lowering to, ConvolutionCall c, Value sum, int parts, int workspace) where K
        : IKernel<Kernel.BackwardArguments>
    {
        var (dy, y) = Full(to, c);
        WeightsByProducts<K>(to, c, (dy, y, to[c.Node.Inputs[0]]), sum, parts, workspace);
    }

    /// <summary>The same as outer products where gradient and value are those of a transposed convolution, exchanged.</summary>
    public static void WeightsByProducts(Lowering to, ConvolutionCall c, Node node, (Value Gradient, Value? Y, Value X) values,
        Node? bias) =>
        WeightsByProducts<Kernel.FullWeightGradient>(to, c, values,
            to.WeightGradient(node, c.Weights, bias, c.Size.OutChannels, c.Size.Reduction),
            new Panels(c.Size.OutChannels, 0, to.Width).Count * Kernel.FullWeightGradient.Pieces(c.Size),
            Kernel.FullWeightGradient.Workspace(c.Size));

    static void WeightsByProducts<K>(Lowering to, ConvolutionCall c, (Value Gradient, Value? Y, Value X) values, Value sum, int parts,
        int workspace) where K : IKernel<Kernel.BackwardArguments>
    {
        var step = New(c, "weights", parts, workspace, sum.Sharded ? Unit.Tiles : Unit.Outputs);
        var dy = new Gradient(step.Read(values.Gradient), step.ReadIf(values.Y), null);
        var (x, into) = (step.Read(values.X), step.Add(sum));
        step.Work = Work<K>(c, dy, x, into, into, false);
        to.Add(step);
    }

    /// <summary>The forward pass's tiles over all of dy, with weights turned about.</summary>
    public static void InputByTiles(Lowering to, ConvolutionCall c) =>
        ByInput<Kernel.FullInputGradient>(to, c, turned => turned, c.Size.RimRows, Kernel.FullInputGradient.Workspace(c.Size));

    /// <summary>The step of a kernel that reads the weights as <paramref name="arrange"/> makes them of turned panels, and its
    /// rows.</summary>
    public static void ByInput<K>(Lowering to, ConvolutionCall c, Func<Value, Value> arrange, int rows, int workspace)
        where K : IKernel<Kernel.BackwardArguments>
    {
        var (dy, y) = Full(to, c);
        if (y is not null) throw new InvalidOperationException($"'{c.Name}' has relu in front of a gradient that takes none.");
        var parts = c.Unit == Unit.Outputs ? new Panels(c.Size.InChannels, 0, to.Width).Count : rows;
        to.Add(ByTiles<K>($"d {c.Name}: by input", c, (dy, arrange(to.TurnedPanels(c.Weights, c.Size)), to.Into(c.Node.Inputs[0])), parts,
            workspace));
    }

    /// <summary>The step of that: the forward pass of a transposed convolution, too.</summary>
    public static Step ByTiles<K>(string name, ConvolutionCall c, (Value Gradient, Value Panels, Value Into) values, int parts,
        int workspace) where K : IKernel<Kernel.BackwardArguments>
    {
        var step = new Step(name) { MultiplyAdds = c.MultiplyAdds, Unit = c.Unit, Parts = parts, Workspace = workspace };
        var dy = new Gradient(step.Read(values.Gradient), null, null);
        var (panels, into) = (step.Read(values.Panels), step.Add(values.Into));
        step.Work = Work<K>(c, dy, into, panels, into, c.Unit == Unit.Outputs);
        return step;
    }

    static Step New(ConvolutionCall c, string by, int parts, int workspace, Unit unit) =>
        new($"d {c.Name}: by {by}") { MultiplyAdds = c.MultiplyAdds, Parts = parts, Workspace = workspace, Unit = unit };

    // What flows in, and the result whose sign says where relu lets it pass; null where that is done. What relu lets through is made once
    // for both gradients.
    static (Value Gradient, Value? Y) Full(Lowering to, ConvolutionCall c)
    {
        var (dy, y) = (to.Gradient(c.Node), Unmasked(to, c));
        if (y is null || !to.Differentiates(c.Node.Inputs[0])) return (dy, y);
        if (to.Saved(c.Node, "before relu") is { } made) return (made, null);
        var masked = to.Keep(c.Node, "before relu",
            new($"d {c.Name} before relu", Place.Tile, dy.Floats) { Shape = c.Node.Shape, Layout = dy.Layout });
        to.Add(Each.Of<Rows.ReluGradient>($"d {c.Name}: relu", c.Node.Shape, [dy, y], masked));
        return (masked, null);
    }

    static Value? Unmasked(Lowering to, ConvolutionCall c) => c.After.Relu && !to.IsMasked(c.Node) ? to[c.Node] : null;

    // What the gradients read of the result.
    readonly record struct Gradient(Use Dy, Use? Y, Use? Argmax)
    {
        public static Gradient Of(Step step, Lowering to, ConvolutionCall c) =>
            new(step.Read(to.Gradient(c.Node)), step.ReadIf(Unmasked(to, c)), step.ReadIf(to.Saved(c.Node, "argmax")));
    }

    static Work Work<K>(ConvolutionCall c, Gradient gradient, Use x, Use weights, Use into, bool byPanels = false) where K
        : IKernel<Kernel.BackwardArguments>
    {
        var (size, shape, (dy, y, argmax)) = (c.Size, c.Node.Shape, gradient);
        return f =>
        {
            Operand g = f.Image(dy, shape), masks = f.Image(y, shape);
            var a = new Kernel.BackwardArguments
            {
                Size = size,
                Samples = f.Count,
                From = byPanels ? 0 : f.From,
                To = byPanels ? size.RimRows : f.To,
                FromPanel = byPanels ? f.From : 0,
                ToPanel = byPanels ? f.To : new Panels(size.InChannels, 0, f.Width).Count,
                Gradient = g.First,
                GradientSample = g.SampleStride,
                GradientRow = g.RowStride,
                Y = masks.First,
                YSample = masks.SampleStride,
                YRow = masks.RowStride,
                Argmax = (byte*)f.At(argmax),
                ArgmaxSample = (argmax?.Stride ?? 0) * sizeof(float),
                X = f.At(x),
                XSample = x.Stride,
                Weights = f.At(weights),
                Workspace = f.Workspace,
                Fresh = f.Fresh(into),
            };
            SimdWidth.Call<K, Kernel.BackwardArguments>(f.Width, &a);
        };
    }
}
