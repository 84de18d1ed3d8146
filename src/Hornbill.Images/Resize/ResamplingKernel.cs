namespace Hornbill.Images;

/// <summary>How much an input counts by its distance, in inputs: the kernel and how far it reaches.</summary>
readonly record struct ResamplingKernel(Func<double, double> Of, double Reach)
{
    public static ResamplingKernel Named(string interpolation) => interpolation switch
    {
        "bilinear" => new(x => Math.Max(0, 1 - Math.Abs(x)), 1),
        "area" => new(x => x is > -0.5 and <= 0.5 ? 1 : 0, 0.5),
        "bicubic" => new(Cubic, 2),
        "lanczos3" => new(x => Lanczos(x, 3), 3),
        "lanczos5" => new(x => Lanczos(x, 5), 5),
        _ => throw Choices.Unknown("interpolation", interpolation, ImageScaling.Interpolations),
    };

    // Keys (1981), a = −½.
    static double Cubic(double x)
    {
        x = Math.Abs(x);
        return x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x < 2 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : 0;
    }

    static double Lanczos(double x, int lobes) => Math.Abs(x) < lobes ? Sinc(x) * Sinc(x / lobes) : 0;

    static double Sinc(double x) => x == 0 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
