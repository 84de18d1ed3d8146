namespace Hornbill.Graph;

/// <summary>What a plan is made for.</summary>
/// <param name="Outputs">Nodes whose values are wanted. They are never fused away.</param>
/// <param name="Scalar">The node to differentiate: the per-sample losses, whose mean is the loss. Null for a forward pass.</param>
/// <param name="By">The nodes to differentiate by: weights, inputs, or anything between.</param>
/// <param name="Training">Whether layers that differ in training act as in training.</param>
/// <param name="EachSample">Whether each sample's own number is differentiated instead of the mean.</param>
/// <param name="Frozen">Moving statistics that stay as they are in training.</param>
/// <param name="Exact">Whether every term of a sum is to be multiplied and added.</param>
sealed record Request(IReadOnlyList<Node> Outputs, Node? Scalar = null, IReadOnlyList<Node>? By = null, bool Training = false,
    bool EachSample = false,
                      IReadOnlySet<Variable>? Frozen = null, bool Exact = false)
{
    public IReadOnlyList<Node> By { get; } = By ?? [];

    /// <summary>The weights among them: their gradients lie one after the other in this order.</summary>
    public IEnumerable<Variable> Variables => By.Select(n => n.Op).OfType<Ops.Weight>().Select(w => w.Variable).Distinct();

    /// <summary>As a node is to see it: one may act as in training or as at inference of itself, and one whose statistics stay sees no
    /// training.</summary>
    public Request For(Node n) => (Keeps(n) ? false : n.Training) is { } own && own != Training ? this with { Training = own } : this;

    /// <summary>The same of other nodes.</summary>
    public Request Map(Func<Node, Node> other) =>
        new([.. Outputs.Select(other)], Scalar is null ? null : other(Scalar), [.. By.Select(other)], Training, EachSample, Frozen, Exact);

    bool Keeps(Node n) => Frozen is not null && n.Op is Ops.BatchNormalization && n.Inputs[1].Op is Ops.Weight mean
        && Frozen.Contains(mean.Variable);

    public IEnumerable<Node> Roots => Scalar is null ? Outputs : Outputs.Append(Scalar);
}
