using System.Globalization;

namespace Hornbill.Tool.Runs;

/// <summary>How to train on a data set for the best test accuracy that a processor reaches in an hour or two: a residual net with batch
/// normalisation, images cropped at random from wider ones, mirrored and partly erased, SGD with momentum and decay at a rate that rises
/// and then falls along a cosine, and averages of the weights in the end. All training images are trained on: nothing is chosen by looking
/// at the test.</summary>
/// <param name="Name">As <c>--recipe</c> takes it.</param>
/// <param name="Dataset">What it is for.</param>
/// <param name="Net">The built-in net.</param>
/// <param name="Set">Its options.</param>
/// <param name="Epochs">Passes over the images.</param>
/// <param name="Averaging">Momentum of the average of the weights: it reaches back 1 / (1 − momentum) steps, which is to be a small part of
/// all.</param>
sealed record Recipe(string Name, string Dataset, string Net, IReadOnlyDictionary<string, string> Set, int Epochs, double Averaging)
{

    public static readonly IReadOnlyList<Recipe> All =
    [
        new("best", "glyphs", "residual", Options(8, flip: false, "0.2"), 8, 0.9),
        new("best", "mnist", "residual", Options(16, flip: false, "0.3"), 20, 0.99),
        new("best", "fashion-mnist", "residual", Options(32, flip: true, "0.6"), 40, 0.995),
        new("best", "cifar10", "residual", Options(32, flip: true, "0.5", crop: 4), 80, 0.99) { Limit = 10_000 },
    ];

    /// <summary>The names that there are.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(r => r.Name).Distinct()];

    // Decay is decoupled: with this momentum it is what 0.0005 in the loss is.
    public string Optimizer => string.Create(CultureInfo.InvariantCulture,
        $"sgd(momentum=0.9, nesterov=true, weight_decay=0.005, use_ema=true, ema_momentum={Averaging})");

    /// <summary>Where it is highest.</summary>
    public const double LearningRate = 0.1;

    /// <summary>The first so many training images; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>The recipe of a name for a data set.</summary>
    /// <exception cref="ArgumentException">There is none of that name, or none for the data set.</exception>
    public static Recipe Find(string name, string dataset)
    {
        if (!Names.Contains(name)) throw Choices.Unknown("recipe", name, Names);
        return All.FirstOrDefault(r => r.Name == name && r.Dataset == dataset) ?? throw new ArgumentException(
            $"The recipe '{name}' came with '{dataset}' but is made for " +
            $"{string.Join(", ", All.Where(r => r.Name == name).Select(r => r.Dataset))}. Give one of these, or leave the recipe out.");
    }

    static Dictionary<string, string> Options(int filters, bool flip, string erase, int crop = 2) =>
        new() { ["filters"] = $"{filters}", ["crop"] = $"{crop}", ["flip"] = flip ? "true" : "false", ["erase"] = erase };

    /// <summary>The settings that it stands for.</summary>
    public TrainSettings Settings() => new(Dataset, Models.Nets.Find(Net))
    {
        Set = Set, Epochs = Epochs, Optimizer = Optimizer,
        LearningRate = LearningRate, ValidationSplit = 0, Limit = Limit
    };
}
