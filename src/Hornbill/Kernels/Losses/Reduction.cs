namespace Hornbill.Kernels;

/// <summary>How the losses of a batch's places become one number.</summary>
enum Reduction
{
    /// <summary>Their sum over their number.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their sum over that of their weights.</summary>
    MeanWithSampleWeight,
}
