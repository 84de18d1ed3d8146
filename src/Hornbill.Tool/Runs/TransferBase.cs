using Hornbill.Applications;
using Hornbill.Data;
using Hornbill.Graph;
using Hornbill.Images;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Runs;

/// <summary>A net of others whose features a head of one's own is trained on.</summary>
sealed class TransferBase
{
    /// <summary>Of the head: how it learns where nobody says otherwise.</summary>
    public const int Epochs = 30, BatchSize = 32;
    public const double LearningRate = 0.001;

    /// <summary>How much slower than the head alone all is tuned, and how much slower the trunk than the head then.</summary>
    const double Slower = 0.1, TrunkSlower = 0.1;

    // Side that images of data sets get, which are smaller than what the net was made for.
    const int DatasetSide = 96, PredictBatch = 16;

    TransferBase(BaseNet net, TrainSettings settings)
    {
        (Name, Trunk, Preparation) = net;
        IsFrozen = settings is { FineTune: 0, Augment: null };
        if (settings.Threads is { } threads) Trunk.Workers = new(threads);
    }

    public string Name { get; }

    /// <summary>From images to one number a channel.</summary>
    public Model Trunk { get; }

    public ImagePreparation Preparation { get; }

    /// <summary>Whether only the head is trained and images stay as they are, so that features are computed once.</summary>
    public bool IsFrozen { get; }

    /// <summary>The head as a net of its own, with its options.</summary>
    /// <param name="name">A published net, or a file.</param>
    public static Net Head(string name) => new(BaseNet.NameOf(name), $"a head on {name}", BatchSize, "adam", LearningRate, "dropout=0.2")
    {
        Input = [1024], Epochs = Epochs, Range = PixelRange.Bytes,
        Layers = o => [.. Blocks.Drop(o.Dropout), Blocks.Classes(o)],
    };

    /// <summary>The net that settings name; null where they name none.</summary>
    public static TransferBase? Open(TrainSettings settings) => settings.Base is null ? null
        : new(settings.IsFolder ? BaseNet.Open(settings, settings.ImageSize)
            : OfDataset(BaseNet.Open(settings, settings.ImageSize ?? DatasetSide), Datasets.Find(settings.Dataset)), settings);

    // What a folder's reader does to photographs are layers here: its channels, its size, its values.
    static BaseNet OfDataset(BaseNet net, DatasetInfo dataset)
    {
        var (input, (takes, comes)) = (new Input(dataset.ImageShape), (net.Trunk.InputShape, dataset.ImageShape));
        if (comes[2] > takes[2])
            throw new ArgumentException($"{dataset.Name} has {comes[2]} channels, but the base {net.Name} takes {takes[2]}. Use a base " +
                "for images in colour.");
        var x = comes[2] < takes[2] ? new Concatenate().Apply(input.Output, input.Output, input.Output) : input.Output;
        x = Prepared(new Resizing(takes[0], takes[1]).Apply(x), net.Preparation);
        return net with
        {
            Trunk = new([input.Output], [net.Trunk.Apply([x], training: false)], net.Name, net.Trunk.Seed),
            Preparation = new(PixelRange.Bytes),
        };
    }

    static Node Prepared(Node x, ImagePreparation preparation)
    {
        var (low, width) = (preparation.Range.Low, preparation.Range.High - preparation.Range.Low);
        if (preparation.Range != PixelRange.Bytes) x = new Rescaling(width / 255.0, low).Apply(x);
        return preparation.Normalization?.Apply(x) ?? x;
    }

    /// <summary>Data with the trunk's features in place of images.</summary>
    public TrainingData Features(TrainingData data, Terminal terminal)
    {
        var cache = new FeatureCache(Path.Combine(DataFolders.Models.Make("features")));
        SampleSource Of(SampleSource images, string what)
        {
            var features = cache.Features(Trunk, images, PredictBatch);
            terminal.Line($"features of {images.Count:N0} {what} images: {(cache.WasKept ? "kept from before" : "computed")}");
            return features;
        }
        var validation = data.Validation is null ? null : Of(data.Validation, "validation");
        var test = ReferenceEquals(data.Test, data.Validation) ? validation! : ReferenceEquals(data.Test, data.Train) ? null
            : Of(data.Test, "test");
        var train = Of(data.Train, "training");
        return data with { Train = train, Validation = validation, Test = test ?? train };
    }

    /// <summary>What is trained: the head on features, or where the trunk is tuned or images change all of it.</summary>
    public Model Model(TrainSettings settings, TrainingData data, Terminal terminal)
    {
        if (IsFrozen) return TrainRun.Build(settings, data);
        var features = settings.FineTune > 0 ? Features(data, terminal) : null;
        var head = features is null
            ? settings.Net.Build(settings.Seed, settings.Set, Trunk.OutputShape, data.ClassNames.Count)
            : TrainRun.Build(settings, features);
        if (features is not null) Teach(head, settings, features, terminal);
        var whole = Joined(head, settings.FineTune);
        whole.Compile(features is null ? Optimizers.Optimizer.Named(settings.Optimizer, settings.LearningRate) : Tuning(settings),
            Models.Net.Loss, ["accuracy"]);
        return whole;
    }

    /// <summary>All of what was trained.</summary>
    public Model Whole(Model trained)
    {
        if (!IsFrozen) return trained;
        var whole = Joined(trained, 0);
        whole.Compile("adam", Models.Net.Loss, ["accuracy"]);
        return whole;
    }

    static void Teach(Model head, TrainSettings settings, TrainingData features, Terminal terminal)
    {
        var history = head.Fit(features.Train, settings.BatchSize, settings.Epochs, validationSplit: features.ValidationSplit,
            validationData: features.Validation, seed: settings.Seed);
        terminal.Line($"the head alone: training accuracy {history["accuracy"][^1]:0.0000} after {settings.Epochs} epochs");
    }

    Model Joined(Model head, int tuned)
    {
        Transfer.Freeze(Trunk, tuned);
        head.Name = "head";
        return Transfer.Join(Trunk, head, $"{Name}-transfer");
    }

    // Slowly, and the trunk more slowly than the head.
    Optimizers.Optimizer Tuning(TrainSettings settings)
    {
        var tuning = Optimizers.Optimizer.Named(settings.Optimizer, (settings.LearningRate ?? LearningRate) * Slower);
        tuning.LearningRateMultipliers[$"^{System.Text.RegularExpressions.Regex.Escape(Trunk.Name)}/"] = TrunkSlower;
        return tuning;
    }
}
