using System.Xml.Linq;
using Hornbill.Images;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Studio.Tests;

public class PicturesTests
{
    internal static readonly string[] Names =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    static double[] Falling(double from, double to, int n) =>
        [.. Enumerable.Range(0, n).Select(i => to + ((from - to) * Math.Exp(-i / 4.0)))];

    internal static HeatMap Confusion()
    {
        var counts = new double[10, 10];
        for (var i = 0; i < 10; i++)
            for (var j = 0; j < 10; j++) counts[i, j] = i == j ? 900 - (20 * i) : (i * j * 7) % 23;
        return new("predicted", "true", Names, Names, counts) { Title = "Confusion", Format = "0", ByRow = true };
    }

    static Model Net()
    {
        var x = new Input(28, 28, 1);
        var y = new Conv2D(8, 3, padding: "same", activation: "relu").Apply(x);
        y = new Add().Apply(y, new Conv2D(8, 1).Apply(x));
        return new(x, new Dense(10, "softmax").Apply(new Flatten().Apply(y)), name: "residual");
    }

    /// <summary>One of each kind.</summary>
    internal static readonly Dictionary<string, Func<Picture>> All = new()
    {
        ["curves"] = () => new Chart("epoch", "loss", new Series("train", Falling(2.1, 0.15, 20)),
            new Series("validation", Falling(2.0, 0.32, 20)) { Low = Falling(1.9, 0.28, 20), High = Falling(2.1, 0.38, 20) })
        {
            Title = "lab-d on Fashion-MNIST",
        },
        ["scatter"] = () => new Chart(new Axis("training time (s)", Logarithmic: true), "test accuracy",
            new Series("models", [12, 40, 300, 2000], [0.88, 0.91, 0.93, 0.945])
            {
                Joined = false,
                Labels = ["lab-c-1", "lab-d", "lab-a-5x5", "lab-c-resnet"]
            })
        { Title = "Accuracy against time" },
        ["bars"] = () => new BarChart("score", Names, new BarSeries("precision", [.. Names.Select((_, i) => 0.95 - (0.03 * i))]),
            new BarSeries("recall", [.. Names.Select((_, i) => 0.9 - (0.02 * i))]),
            new BarSeries("F1", [.. Names.Select((_, i) => 0.92 - (0.025 * i))]))
        {
            Title = "Each class",
        },
        ["models"] = () => new BarChart("test accuracy", ["lab-d", "lab-a-5x5", "lab-c-resnet"],
            new BarSeries("accuracy", [0.9121, 0.9289, 0.943]) { Low = [0.91, 0.925, 0.94], High = [0.914, 0.931, 0.945] })
        {
            Title =
            "Accuracy by model"
        },
        ["confusion"] = Confusion,
        ["grid"] = () => new HeatMap("units", "optimizer", ["16", "32", "64"], ["adam", "rmsprop", "sgd"],
            new[,] { { 0.91, 0.92, 0.93 }, { 0.9, 0.915, double.NaN }, { 0.8, 0.84, 0.86 } })
        {
            Title =
            "Grid search: validation accuracy"
        },
        ["parallel"] = () => new ParallelCoordinates(["units", "optimizer", "batch"], "accuracy",
            [.. from u in (int[])[16, 32, 64] from o in (string[])["adam", "sgd"] from b in (int[])[32, 128]
                                                                                      select (((IReadOnlyList<string>)[$"{u}", o, $"{b}"]),
                                                                                          0.8 + (u / 640.0) + (o == "adam" ? 0.03 : 0) - (
                                                                                          b / 6400.0))])
        { Title = "All runs" },
        ["architecture"] = () => new Architecture(Net()),
    };

    public static TheoryData<string> Kinds => new(All.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_is_drawn_as_svg_that_is_sound_and_has_both_themes(string kind)
    {
        var picture = All[kind]();
        var svg = XDocument.Parse(picture.ToSvg()).Root!;
        Assert.Contains("prefers-color-scheme:dark", svg.Value, StringComparison.Ordinal);
        var (width, height) = (double.Parse(svg.Attribute("width")!.Value), double.Parse(svg.Attribute("height")!.Value));
        foreach (var text in svg.Descendants().Where(e => e.Name.LocalName == "text" && e.Attribute("x") is not null))
        {
            var (x, y, length) = (double.Parse(text.Attribute("x")!.Value), double.Parse(text.Attribute("y")!.Value),
                text.Value.Length * 6.72);
            var start = text.Attribute("text-anchor")!.Value switch { "start" => x, "middle" => x - (length / 2), _ => x - length };
            Assert.True(start > -2 && start + length < width + 2 && y > 0 && y < height + 2,
                $"'{text.Value}' at {start:0}, {y:0} leaves {width} x {height}");
        }
        Assert.DoesNotContain("prefers-color-scheme", picture.ToSvg(Theme.Dark), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_is_drawn_as_pixels_in_both_themes(string kind)
    {
        var picture = All[kind]();
        foreach (var (theme, paper) in (ReadOnlySpan<(Theme, byte)>)[(Theme.Light, 255), (Theme.Dark, 0x14)])
        {
            var image = picture.ToImage(theme);
            Assert.Equal((Math.Ceiling(2 * picture.Size.Width), Math.Ceiling(2 * picture.Size.Height)), (image.Width, image.Height));
            Assert.Equal(paper, image.Pixels[0]);
            var drawn = image.Pixels.Chunk(3).Count(p => Math.Abs(p[0] - image.Pixels[0]) > 40);
            Assert.InRange(drawn / (double)(image.Width * image.Height), 0.005, 0.6);
            if (Environment.GetEnvironmentVariable("HORNBILL_PICTURES") is { Length: > 0 } folder) PngWriter.Write(
                Path.Combine(folder, $"{kind}-{theme}.png"), image);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_is_drawn_in_letters(string kind)
    {
        var picture = All[kind]();
        var text = picture.ToText(100);
        Assert.All(text.Split('\n'), l => Assert.InRange(l.Length, 0, 100));
        if (Environment.GetEnvironmentVariable("HORNBILL_PICTURES") is { Length: > 0 } folder) File.WriteAllText(
            Path.Combine(folder, $"{kind}.txt"), text + "\n" + picture.ToText(100, unicode: false));
        Assert.DoesNotContain(picture.ToText(80, unicode: false).Replace("…", "", StringComparison.Ordinal), c => c > '~');
        ThreeParts.Throws<ArgumentException>(() => picture.ToText(10), "10 columns");
    }

    [Fact]
    public void Numbers_that_are_none_leave_a_gap()
    {
        var chart = new Chart("epoch", "loss", new Series("a", [1, double.NaN, 2, 3, double.PositiveInfinity]), new Series("b", []));
        Assert.Single(XDocument.Parse(chart.ToSvg()).Descendants(), e =>
            e.Attribute("stroke-width")?.Value == "2" && e.Attribute("points")!.Value.Split(' ').Length == 2
            && e.Attribute("class")!.Value == "k3" && !e.Attribute("points")!.Value.StartsWith("6,", StringComparison.Ordinal));
        chart.ToImage();
        chart.ToText();
    }

    [Fact]
    public void Names_of_any_kind_stay_text()
    {
        var svg = new BarChart("<b>&\u0001", ["</svg><script>", "日本"], new BarSeries("a", [1, 2])) { Title = "\"'&" }.ToSvg();
        Assert.DoesNotContain("<script>", svg, StringComparison.Ordinal);
        Assert.Contains(XDocument.Parse(svg).Descendants(), e => e.Value == "</svg><script>");
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        ThreeParts.Throws<ArgumentException>(() => new Chart("x", "y", new Series("a", [1, 2], [1])), "'a'");
        ThreeParts.Throws<ArgumentException>(() => new Chart("x", "y", new Series("a", [1]) { Low = [1] }), "'a'");
        ThreeParts.Throws<ArgumentException>(() => new BarChart("x", ["a"], new BarSeries("b", [1, 2])), "1 categories");
        ThreeParts.Throws<ArgumentException>(() => new HeatMap("x", "y", ["a"], ["b"], new double[2, 1]), "2 × 1");
        ThreeParts.Throws<ArgumentException>(() => new ParallelCoordinates(["a"], "b", [([], 1)]), "1 settings");
        ThreeParts.Throws<ArgumentException>(() => PicturesTests.Confusion().ToImage(scale: 99), "scale 99");
    }

    [Theory]
    [InlineData(0, 1, "0.0 0.2 0.4 0.6 0.8 1.0")]
    [InlineData(0.912, 0.943, "0.910 0.915 0.920 0.925 0.930 0.935 0.940 0.945")]
    [InlineData(0, 12000, "0 2,000 4,000 6,000 8,000 10,000 12,000")]
    [InlineData(5, 5, "4.7 4.8 4.9 5.0 5.1 5.2 5.3")]
    public void Axes_have_round_numbers(double low, double high, string expected) =>
        Assert.Equal(expected, string.Join(' ', new Axis("x").Over([low, high]).Marks().Select(m => m.Text)));
}
