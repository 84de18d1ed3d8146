namespace Hornbill.Kernels;

/// <summary>The sizes of a convolution, with the max-pooling that may follow it in the same step.
/// x is (In + rim, InChannels): its rim of zeros is as wide as the padding, so no window leaves it.</summary>
readonly record struct ConvolutionSize
{
    public Pair In { get; init; }
    public int InChannels { get; init; }
    public Pair Out { get; init; } // before pooling
    public int OutChannels { get; init; }
    public Pair Kernel { get; init; }
    public Pair Stride { get; init; }
    public Pair Dilation { get; init; }
    public Padding Pad { get; init; }
    public Pair Pool { get; init; } // 1 × 1 without pooling; windows do not overlap
    public Padding PoolPad { get; init; }
    public Pair Cells { get; init; } // the output after pooling

    // What a worker's copies of a sample's windows may take: 128 MB.
    const int LargestPatches = 32 * 1024 * 1024;

    public bool Pooled => Pool.Area > 1;

    public bool Padded => Pad.Top + Pad.Left + Pad.Bottom + Pad.Right > 0;

    public int Reduction => Kernel.Area * InChannels;

    public int RimRow => (In.Width + Pad.Left + Pad.Right) * InChannels;

    public int RimRows => In.Height + Pad.Top + Pad.Bottom;

    /// <summary>Stretches of a window that lie without gaps: its rows, or its taps where it is dilated.</summary>
    public int Runs => Dilation.Width == 1 ? Kernel.Height : Kernel.Area;

    public int RunLength => Dilation.Width == 1 ? Kernel.Width * InChannels : InChannels;

    /// <summary>Where a run begins in x, from the window's corner.</summary>
    public int RunOffset(int run) => Dilation.Width == 1
        ? run * Dilation.Height * RimRow
        : (run / Kernel.Width * Dilation.Height * RimRow) + (run % Kernel.Width * Dilation.Width * InChannels);

    /// <summary>Windows of few floats in a row spend their time between runs: they are copied together first.</summary>
    public bool TinyRuns => RunLength < 16;

    /// <summary>Windows of few floats in a row leave most of a vector empty: their weight gradient copies them together first.</summary>
    public bool CopiesPatches => RunLength < 32 && (long)Out.Area * Reduction <= LargestPatches;

    /// <summary>Whether a full weight gradient goes tap by tap, so that it skips the rim's columns; else row by row of the window, which
    /// has longer runs.</summary>
    public bool TakesTaps => Dilation.Width > 1 || (Pad.Left + Pad.Right > 0 && InChannels >= 16);

    /// <summary>The rows in which gradients and transposed weights are held, one for each output channel.</summary>
    public WeightRows Rows => CopiesPatches ? new(OutChannels, 1, Reduction) : new(OutChannels, Runs, RunLength);
}
