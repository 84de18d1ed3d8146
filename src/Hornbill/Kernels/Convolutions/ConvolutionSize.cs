namespace Hornbill.Kernels;

/// <summary>The sizes of a convolution, with the max-pooling that may follow it in the same step.
/// x is (InHeight + rim, InWidth + rim, InChannels): its rim of zeros is as wide as the padding, so no window leaves it.</summary>
readonly record struct ConvolutionSize
{
    public int InHeight { get; init; }
    public int InWidth { get; init; }
    public int InChannels { get; init; }
    public int OutHeight { get; init; } // before pooling
    public int OutWidth { get; init; }
    public int OutChannels { get; init; }
    public int KernelHeight { get; init; }
    public int KernelWidth { get; init; }
    public int StrideHeight { get; init; }
    public int StrideWidth { get; init; }
    public int DilationHeight { get; init; }
    public int DilationWidth { get; init; }
    public int PadTop { get; init; }
    public int PadLeft { get; init; }
    public int PadBottom { get; init; }
    public int PadRight { get; init; }
    public int PoolHeight { get; init; } // 1 × 1 without pooling; windows do not overlap
    public int PoolWidth { get; init; }
    public int PoolTop { get; init; }
    public int PoolLeft { get; init; }
    public int CellRows { get; init; } // the output after pooling
    public int CellColumns { get; init; }

    // What a worker's copies of a sample's windows may take: 128 MB.
    const int LargestPatches = 32 * 1024 * 1024;

    public bool Pooled => PoolHeight * PoolWidth > 1;

    public bool Padded => PadTop + PadLeft + PadBottom + PadRight > 0;

    public int Reduction => KernelHeight * KernelWidth * InChannels;

    public int RimRow => (InWidth + PadLeft + PadRight) * InChannels;

    public int RimRows => InHeight + PadTop + PadBottom;

    /// <summary>Stretches of a window that lie without gaps: its rows, or its taps where it is dilated.</summary>
    public int Runs => DilationWidth == 1 ? KernelHeight : KernelHeight * KernelWidth;

    public int RunLength => DilationWidth == 1 ? KernelWidth * InChannels : InChannels;

    /// <summary>Where a run begins in x, from the window's corner.</summary>
    public int RunOffset(int run) => DilationWidth == 1
        ? run * DilationHeight * RimRow
        : (run / KernelWidth * DilationHeight * RimRow) + (run % KernelWidth * DilationWidth * InChannels);

    /// <summary>Windows of few floats in a row spend their time between runs: they are copied together first.</summary>
    public bool TinyRuns => RunLength < 16;

    /// <summary>Windows of few floats in a row leave most of a vector empty: their weight gradient copies them together first.</summary>
    public bool CopiesPatches => RunLength < 32 && (long)OutHeight * OutWidth * Reduction <= LargestPatches;

    /// <summary>Whether a full weight gradient goes tap by tap, so that it skips the rim's columns; else row by row of the window, which
    /// has longer runs.</summary>
    public bool TakesTaps => DilationWidth > 1 || (PadLeft + PadRight > 0 && InChannels >= 16);

    /// <summary>The rows in which gradients and transposed weights are held, one for each output channel.</summary>
    public WeightRows Rows => CopiesPatches ? new(OutChannels, 1, Reduction) : new(OutChannels, Runs, RunLength);
}
