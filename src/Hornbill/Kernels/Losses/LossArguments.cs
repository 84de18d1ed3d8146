namespace Hornbill.Kernels;

/// <summary>What a loss reads and writes: of each sample its places (the pixels of an image, or one), of each place its classes.</summary>
unsafe struct LossArguments
{
    public int Samples, Places, Classes;
    public float* Predictions, Targets, Weights;
    public int PredictionsSample, TargetsSample, WeightsSample;
    public int TargetFloats;        // of a place: its classes, or 1
    public int WeightFloats;        // of a sample: one, or one for each place
    public double Divisor;          // of the sum over a sample's places: their number, unless losses are reduced in another way
    public float* Losses, Gradient; // either may be null
    public int LossesSample, GradientSample;
    public float* Upstream;         // the gradient by each loss
    public int UpstreamSample;
    public bool Accumulate;
    public float P, Q, R;           // the loss's settings
    public bool Total;              // of a pair's losses the sum over the classes instead of the mean
    public bool Sparse, FromLogits; // a target is the index of a class; predictions are logits
    public bool Ignores;            // whether places with the target Ignored do not count
    public float Ignored;
}
