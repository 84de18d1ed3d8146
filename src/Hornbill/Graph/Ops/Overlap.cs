using Hornbill.Tensors;

namespace Hornbill.Graph.Ops;

/// <summary>How little predictions and targets overlap, summed over axes of the batch.</summary>
sealed class Overlap : SampleLoss
{
    readonly Kernels.Overlap.Shares _shares;
    readonly int[] _groups;
    readonly bool _overBatch;

    /// <summary>With what counts how much, and the axes that are summed over, 0 is the batch; null for all.</summary>
    public Overlap(string kind, Kernels.Overlap.Shares shares, Shape sample, int[]? axes)
    {
        (Kind, _shares, _groups, _overBatch) = (kind, shares, new int[sample.Elements], axes?.Contains(0) ?? true);
        // Elements whose places along the other axes are the same are summed together.
        for (var i = 0; i < _groups.Length; i++)
        {
            var (rest, group) = (i, 0);
            for (int d = sample.Rank - 1, step = 1; d >= 0; rest /= sample[d], d--)
            {
                if (axes is null || axes.Contains(d + 1)) continue;
                group += rest % sample[d] * step;
                step *= sample[d];
            }
            _groups[i] = group;
        }
        Count = _groups.Max() + 1;
    }

    public override string Kind { get; }

    /// <summary>What counts how much.</summary>
    public Kernels.Overlap.Shares Shares => _shares;

    /// <summary>The group of each element of a sample, and whether groups reach over the batch.</summary>
    public (int[] Of, bool OverBatch) Groups => (_groups, _overBatch);

    /// <summary>How many groups there are.</summary>
    public int Count { get; }

    public override bool OfBatch => true;
}
