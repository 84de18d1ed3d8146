using System.Runtime.CompilerServices;

namespace Hornbill.Kernels;

/// <summary>For each output along one side of an image: the run of inputs that it is made of, with their shares. Centres of pixels lie at
/// half numbers, so that output o is at (o + ½) × size / outputs − ½ of the input. Shares of inputs that do not exist are given to those
/// that do.</summary>
sealed class ResamplingAxis
{
    /// <summary>First input of each output, how many there are, and where their shares begin.</summary>
    public int[] First { get; }

    /// <summary>Number of inputs of each output; 0 where it lies beyond the image.</summary>
    public int[] Count { get; }

    /// <summary>Where the shares of each output begin.</summary>
    public int[] Start { get; }

    /// <summary>The shares, one output after the other.</summary>
    public float[] Shares { get; }

    /// <summary>The sum of each output's shares: 1, less what lies in the padding.</summary>
    public float[] Inside { get; }

    /// <summary>Names of the interpolations.</summary>
    public static readonly string[] Interpolations = ["area", "bicubic", "bilinear", "lanczos3", "lanczos5", "nearest"];

    /// <summary>From <paramref name="size"/> pixels, of which the image's begin at <paramref name="imageAt"/> (negative: the first ones are
    /// cropped; positive: there is padding before), to <paramref name="outputs"/> ones.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ResamplingAxis(string interpolation, int size, int outputs, int image, int imageAt = 0)
    {
        (First, Count, Start, Inside) = (new int[outputs], new int[outputs], new int[outputs], new float[outputs]);
        var shares = new List<float>();
        for (var o = 0; o < outputs; o++)
        {
            var (first, run) = Run(interpolation, size, outputs, o);
            int from = Math.Max(first, imageAt), to = Math.Min(first + run.Length, imageAt + image);
            (First[o], Count[o], Start[o]) = (Math.Max(0, from - imageAt), Math.Max(0, to - from), shares.Count);
            for (var i = from; i < to; i++)
            {
                shares.Add((float)run[i - first]);
                Inside[o] += (float)run[i - first];
            }
            if (to - from == run.Length) Inside[o] = 1; // not what rounding makes of it
        }
        Shares = [.. shares];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    ResamplingAxis((int First, int Count)[] windows)
    {
        (First, Count) = ([.. windows.Select(w => w.First)], [.. windows.Select(w => w.Count)]);
        (Start, Inside) = (new int[windows.Length], [.. windows.Select(_ => 1f)]);
        for (var o = 1; o < windows.Length; o++) Start[o] = Start[o - 1] + Count[o - 1];
        Shares = [.. windows.SelectMany(w => Enumerable.Repeat(1f / w.Count, w.Count))];
    }

    // Each window by itself and of one length: its last place again does not change what is greatest.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    ResamplingAxis((int First, int Count)[] windows, int length)
    {
        var outputs = windows.Length * length;
        (First, Count, Start, Shares, Inside) = (new int[outputs], new int[outputs], new int[outputs], new float[outputs],
            new float[outputs]);
        for (var o = 0; o < outputs; o++)
        {
            var (window, i) = Math.DivRem(o, length);
            (First[o], Count[o], Start[o], Shares[o], Inside[o]) =
                (windows[window].First + Math.Min(i, windows[window].Count - 1), 1, o, 1, 1);
        }
    }

    /// <summary>Windows of inputs one behind the other, each <paramref name="length"/> long: the last input of one that is shorter comes
    /// again.</summary>
    public static ResamplingAxis Apart((int First, int Count)[] windows, int length) => new(windows, length);

    /// <summary>Each output the mean of a window of inputs.</summary>
    public static ResamplingAxis Means((int First, int Count)[] windows) => new(windows);

    // The inputs of one output: nearest by whole numbers, since a centre may lie between two pixels.
    static (int First, double[] Shares) Run(string interpolation, int size, int outputs, int o) => interpolation switch
    {
        "nearest" => ((int)(((2L * o) + 1) * size / (2L * outputs)), [1]),
        "area" => Area(size, outputs, o),
        "bilinear" => Around(size, outputs, o, 1, x => 1 - x),
        "bicubic" => Around(size, outputs, o, 2, Cubic),
        "lanczos3" => Around(size, outputs, o, 3, x => Lanczos(x, 3)),
        _ => Around(size, outputs, o, 5, x => Lanczos(x, 5)),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (int, double[]) Around(int size, int outputs, int o, int radius, Func<double, double> share)
    {
        var centre = ((o + 0.5) * size / outputs) - 0.5;
        int low = (int)Math.Floor(centre), first = Math.Max(0, low - radius + 1), last = Math.Min(size - 1, low + radius);
        var (shares, sum) = (new double[last - first + 1], 0.0);
        for (var i = first; i <= last; i++) sum += shares[i - first] = share(Math.Abs(i - centre));
        for (var i = 0; i < shares.Length; i++) shares[i] /= sum;
        return (first, shares);
    }

    // What an output covers of each input.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static (int, double[]) Area(int size, int outputs, int o)
    {
        long from = (long)o * size, to = from + size; // in pixels / outputs
        int first = (int)(from / outputs), last = (int)((to - 1) / outputs);
        var shares = new double[last - first + 1];
        for (var i = first; i <= last; i++) shares[i - first] =
            (Math.Min(to, (i + 1L) * outputs) - Math.Max(from, (long)i * outputs)) / (double)size;
        return (first, shares);
    }

    // Keys' kernel with a = −½.
    static double Cubic(double x) => x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x < 2 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : 0;

    // sinc(x) sinc(x / a).
    static double Lanczos(double x, int a) => x >= a ? 0 : x < 1e-9 ? 1 :
        a * Trigonometry.OfTurns(x / 2).Sin * Trigonometry.OfTurns(x / 2 / a).Sin / (Math.PI * Math.PI * x * x);
}
