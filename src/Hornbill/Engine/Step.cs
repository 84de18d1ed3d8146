namespace Hornbill.Engine;

/// <summary>The unit of work into which a segment is cut.</summary>
enum Unit
{
    /// <summary>Tiles of samples, each through all steps of the segment.</summary>
    Tiles,

    /// <summary>The whole batch, blocked over the outputs of one step.</summary>
    Outputs,

    /// <summary>Rows or channels of one sample, step by step.</summary>
    Rows,
}

/// <summary>Computes parts [From, To) of samples [First, First + Count).</summary>
delegate void Work(Frame f);

/// <summary>One call of a kernel: what it touches, as data, and the work itself. Whatever can be known from the uses is derived from
/// them.</summary>
/// <param name="name">What it computes: <c>conv2d: convolution + bias + relu + max-pooling</c>.</param>
sealed class Step(string name)
{
    readonly List<Use> _uses = [];
    Value[]? _reads, _writes;
    Unit? _unit;

    public string Name => name;

    /// <summary>In the order in which they were declared.</summary>
    public IReadOnlyList<Use> Uses => _uses;

    public IReadOnlyList<Value> Reads => _reads ?? [.. _uses.Where(u => u.Reads).Select(u => u.Value)];

    public IReadOnlyList<Value> Writes => _writes ?? [.. _uses.Where(u => u.Writes).Select(u => u.Value)];

    /// <summary>Whether all that it writes belongs to single samples or shards.</summary>
    public bool IsOfSamples => Writes.All(v => v.PerSample || v.Sharded);

    /// <summary>Whether what it makes of a sample depends on others of the batch, whose values it reads.</summary>
    public bool OfBatch { get; init; }

    /// <summary>Whether what it writes is made of several samples: it reads what each sample or shard has, and writes what all share. Only
    /// before such a step must machines that compute a batch together speak to each other.</summary>
    public bool MixesSamples => OfBatch || (!IsOfSamples && Reads.Any(v => v.PerSample || v.Sharded));

    /// <summary>Multiply-adds for one sample, none skipped.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>Parts that can be computed apart, by output; 1 where the step is not cut.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>The share of what it writes that is not zero, as far as the graph tells: a convolution behind it decides by this whether
    /// its gradients walk lists of what is alive (see Cpu/ConvolutionSteps).</summary>
    public double Alive { get; set; } = 1;

    /// <summary>Floats of workspace that a worker needs.</summary>
    public int Workspace { get; init; }

    /// <summary>The unit it asks for: outputs where it writes what all samples share and no shard has a copy of, else tiles, unless it says
    /// otherwise. Rows is chosen by the plan alone.</summary>
    public Unit Unit
    {
        get => _unit ?? (_uses.Any(u => u.Writes && u.Value is { PerSample: false, Sharded: false }) ? Unit.Outputs : Unit.Tiles);
        init => _unit = value;
    }

    /// <summary>The kernel's call.</summary>
    public Work Work { get; set; } = null!;

    public Use Read(Value v) => Declare(v, Access.Read);

    public Use Write(Value v) => Declare(v, Access.Write);

    public Use Part(Value v) => Declare(v, Access.Part);

    public Use Change(Value v) => Declare(v, Access.Change);

    public Use Add(Value v) => Declare(v, Access.Add);

    public Use? ReadIf(Value? v) => v is null ? null : Read(v);

    public Use? WriteIf(Value? v) => v is null ? null : Write(v);

    public Use? AddIf(Value? v) => v is null ? null : Add(v);

    public Use Declare(Value v, Access access)
    {
        var use = new Use(v, access);
        _uses.Add(use);
        return use;
    }

    /// <summary>The same steps, first those that need nothing of the others, then those that need these, and so on: neighbours can go side
    /// by side.</summary>
    public static List<Step> Sorted(IReadOnlyList<Step> steps)
    {
        var makers = steps.SelectMany(s => s.Writes, (s, v) => (Value: v, Step: s)).GroupBy(p => p.Value)
            .ToDictionary(g => g.Key, g => g.First().Step);
        var depths = new Dictionary<Step, int>();
        int Depth(Step step)
        {
            if (depths.TryGetValue(step, out var known)) return known;
            var before = step.Uses.Where(u => u.Access is Access.Read or Access.Change).Select(u => makers.GetValueOrDefault(u.Value))
                .OfType<Step>().Where(s => s != step);
            return depths[step] = before.Select(Depth).DefaultIfEmpty(-1).Max() + 1;
        }
        return [.. steps.OrderBy(Depth)];
    }

    /// <summary>Marks the first writer of each value, and settles what is derived from that.</summary>
    public static void Order(IEnumerable<Step> inOrder)
    {
        var written = new HashSet<Value>();
        foreach (var step in inOrder)
        {
            foreach (var use in step._uses) use.First = use.Writes && !written.Contains(use.Value);
            written.UnionWith(step._uses.Where(u => u.Writes).Select(u => u.Value));
            (step._reads, step._writes, step._unit) = ([.. step.Reads], [.. step.Writes], step.Unit);
        }
    }
}
