using System.Globalization;

namespace Hornbill.Benchmarks.Applications;

/// <summary>What is measured.</summary>
/// <param name="Nets">Published nets by their names.</param>
/// <param name="Batches">Images at once.</param>
/// <param name="Threads">How many threads each has.</param>
/// <param name="Count">Alternations, of which the best counts.</param>
/// <param name="Side">Of the images, in pixels.</param>
sealed record BenchWords(IReadOnlyList<string> Nets, IReadOnlyList<int> Batches, IReadOnlyList<int> Threads, int Count, int Side)
{
    static readonly BenchWords Usual = new(["resnet50", "vgg16", "mobilenetv2", "squeezenet1.1"], [1, 16], [1, 2], 5, 224);

    /// <summary><c>--nets a,b --batches 1,16 --threads 1,2 --count 5 --side 224</c>, all optional.</summary>
    /// <exception cref="ArgumentException">A word is another.</exception>
    public static BenchWords Parse(IReadOnlyList<string> words)
    {
        var made = Usual;
        for (var i = 0; i < words.Count; i += 2)
            made = (words[i], i + 1 < words.Count ? words[i + 1] : "") switch
            {
                ("--nets", { Length: > 0 } names) => made with { Nets = names.Split(',') },
                ("--batches", var list) => made with { Batches = Numbers(list) },
                ("--threads", var list) => made with { Threads = Numbers(list) },
                ("--count", var list) => made with { Count = Numbers(list)[0] },
                ("--side", var list) => made with { Side = Numbers(list)[0] },
                var (word, _) => throw new ArgumentException(
                    $"'{word}' came, but --nets, --batches, --threads, --count or --side with a value is expected. Correct it."),
            };
        return made;
    }

    static int[] Numbers(string list) => [.. list.Split(',').Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture,
        out var number) && number > 0 ? number : throw new ArgumentException(
        $"'{n}' came, but a number above 0 is expected. Write such as 1,16."))];
}
