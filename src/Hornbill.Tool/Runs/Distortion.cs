using System.Globalization;
using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Tool.Runs;

/// <summary>A way to spoil images, by how much.</summary>
/// <param name="Name">The option's word.</param>
/// <param name="Label">What a chart's axis says.</param>
/// <param name="Apply">(image, how much, which sample, surroundings) → image.</param>
sealed record Distortion(string Name, string Label, Func<Tensor, double, SampleInfo, Distortion.Surroundings, Tensor> Apply)
{
    /// <summary>What images are in.</summary>
    /// <param name="Range">Of their values.</param>
    /// <param name="Fill">What lies beyond their edges.</param>
    /// <param name="Normalization">What becomes of spoiled images before the model sees them; null for nothing.</param>
    public sealed record Surroundings(PixelRange Range, string Fill, Preprocessing? Normalization = null)
    {
        public float Width => Range.High - Range.Low;
    }

    /// <summary>Turned counter-clockwise; smaller or larger about the centre; moved to one of four sides in turn; with noise; blurred;
    /// black and white.</summary>
    public static IReadOnlyList<Distortion> All { get; } =
    [
        new("rotate", "rotation (degrees)", (x, degrees, _, s) => ImageOps.Rotate(x, degrees, fillMode: s.Fill, cval: s.Range.Low)),
        new("scale", "size (1 = as it is)", Scale),
        new("shift", "shift (pixels)", (x, pixels, info, s) =>
            ImageOps.Shift(x, pixels * Side(info.Sample), pixels * Side(info.Sample + 1), s.Fill, s.Range.Low)),
        new("noise", "noise (deviation, of the range of values)", Noise),
        new("blur", "blur (deviation, pixels)", (x, sigma, _, _) => sigma == 0 ? x : ImageOps.GaussianBlur(x, sigma)),
        new("binarize", "threshold (of the range of values)", (x, at, _, s) =>
            ImageOps.Threshold(x, s.Range.Low + (at * s.Width), s.Range.Low, s.Range.High)),
    ];

    // 1, 0, −1, 0: right, down, left and up in turn.
    static int Side(int sample) => (sample % 4) switch { 1 => 1, 3 => -1, _ => 0 };

    static Tensor Scale(Tensor x, double size, SampleInfo info, Surroundings s) =>
        new ImageDataGenerator(fillMode: s.Fill, cval: s.Range.Low).ApplyTransform(x, new(Zx: 1 / size, Zy: 1 / size));

    static Tensor Noise(Tensor x, double deviation, SampleInfo info, Surroundings s)
    {
        var random = info.Random();
        var y = new Tensor(x.Shape, [.. x.Data]);
        for (var i = 0; i < y.Data.Length; i++)
        {
            // Box and Muller, 1958
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            y.Data[i] = Math.Clamp(y.Data[i] + (float)(normal * deviation * s.Width), s.Range.Low, s.Range.High);
        }
        return y;
    }

    /// <summary>Numbers joined by commas; <c>0,15,...,180</c> goes on in the same steps.</summary>
    /// <exception cref="ArgumentException">They are none, or go on without end.</exception>
    public static double[] Levels(string name, string text)
    {
        List<double> levels = [];
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is not ("..." or "…")) levels.Add(Level(name, parts[i]));
            else if (levels.Count < 2 || i + 1 >= parts.Length) throw Wrong(name, text);
            else GoOn(levels, Level(name, parts[++i]), name, text);
        }
        return [.. levels];
    }

    static void GoOn(List<double> levels, double end, string name, string text)
    {
        var (from, step) = (levels[^1], levels[^1] - levels[^2]);
        if (step == 0 || (end - from) / step is < 0 or > 1000) throw Wrong(name, text);
        for (var i = 1; Math.Abs(i * step) <= Math.Abs(end - from) * (1 + 1e-9); i++) levels.Add(Math.Round(from + (i * step), 9));
    }

    static double Level(string name, string text)
    {
        var (least, most) = name switch
        {
            "rotate" => (-3600.0, 3600.0),
            "scale" => (0.01, 100),
            "noise" => (0, 10),
            "binarize" =>
            (0, 1),
            "blur" => (0, 100),
            _ => (-10_000, 10_000)
        };
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new ArgumentException(
                $"--{name} got '{text}' but needs numbers from {least} to {most}. Write it as in --{name} {Example(name)}.");
    }

    static string Example(string name) => name is "rotate" or "shift" ? "0,5,10" : "0.25,0.5,1";

    static ArgumentException Wrong(string name, string text) =>
        new($"--{name} got '{text}' but needs two numbers before '...' and one behind that they lead to. Write it as in --{name} " +
            $"{Example(name)}.");
}
