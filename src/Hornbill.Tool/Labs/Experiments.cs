using static Hornbill.Tool.Labs.Figure;

namespace Hornbill.Tool.Labs;

/// <summary>Every experiment of the four labs, in the order of their reports. What a report does not print is inferred, and
/// noted.</summary>
static class Experiments
{
    const string InferredPadding = "padding and head inferred", InferredOptimizer = "optimizer and batch inferred";

    public static readonly IReadOnlyList<Experiment> All = [.. LabA(), .. LabB(), .. LabC(), .. LabD()];

    /// <summary>An experiment by its name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Experiment Find(string name) =>
        All.FirstOrDefault(e => e.Name == name) ?? throw Choices.Unknown("experiment", name, All.Select(e => e.Name));

    static IEnumerable<Experiment> LabA() =>
    [
        new("lab-a-baseline", "baseline: Dense 128", "lab-a-dense", "--units 128 --epochs 5", AtLeast(0.8778)),
        new("lab-a-dense-1024", "D01: Dense 1024", "lab-a-dense", "--units 1024 --epochs 5", AtLeast(0.8729, 0.3580)),
        new("lab-a-dense-512-512", "D01: Dense 512, 512", "lab-a-dense", "--units 512,512 --epochs 10", AtLeast(0.8783, 0.3785)),
        new("lab-a-dense-1024-1024", "D01: Dense 1024, 1024", "lab-a-dense", "--units 1024,1024 --epochs 5", AtLeast(0.8586, 0.4306)),
        new("lab-a-1conv", "CNN00: 32", "lab-a-layers", "--filters 32 --epochs 8", AtLeast(0.9039, 0.3175))
            { Note = $"{InferredPadding}, epochs too" },
        new("lab-a-2conv", "CNN00: 32, 64", "lab-a-layers", "--filters 32,64 --epochs 8", AtLeast(0.9185, 0.2491))
            { Note = $"{InferredPadding}; two more runs 0.9138, 0.9118" },
        Three(8, 0.9067, 0.2841) with { Note = $"{InferredPadding}; one more run 0.9020" },
        Three(10, 0.9100, 0.2677),
        Three(15, 0.9057, 0.3210),
        Wide(8, 0.9041, 0.2817),
        Wide(15, 0.9052, 0.3852),
        new("lab-a-3conv-impossible", "CNN00: three valid windows of 5 × 5", "lab-a-layers", "--filters 32,64,64 --window 5")
            { Error = "(4, 4, 64)", Note = "28, 24, 12, 8, 4, none" },
        Strides(1, "same", 5, 0.9100, 0.2503), Strides(2, "same", 3, 0.9088, 0.2578), Strides(1, "same", 3, 0.9075, 0.2438),
        Strides(1, "valid", 3, 0.9011, 0.2699), Strides(2, "same", 5, 0.8974, 0.2878), Strides(2, "valid", 3, 0.8973, 0.2829),
        new("lab-a-strides-impossible", "CNN01: stride 1, valid, 5 × 5", "lab-a-strides", "--strides 1 --padding valid --window 5")
            { Error = "(4, 4, 64)", Note = "28, 24, 12, 8, 4, none" },
        Augmented("0.01", 7, 12, 0.9229, 0.2259, dropout: true),
            Augmented("0.03", 7, 8, 0.9192, 0.2602) with { Note = "one more run 0.9118" },
        Augmented("0.01", 7, 8, 0.9185, 0.2507),
        new("lab-a-plain-3x3", "CNN02: not augmented, 3 × 3", "lab-a-augmentation", "--plain --window 3 --epochs 8",
            AtLeast(0.9175, 0.2538)),
        Augmented("0.01", 0, 8, 0.9167, 0.2800), Augmented("0.03", 7, 8, 0.9160, 0.2413, window: 3),
            Augmented("0.03", 7, 20, 0.9152, 0.3243),
        Augmented("0.01", 2, 8, 0.9143, 0.2681), Augmented("0", 0, 8, 0.9131, 0.2754) with { Note = "a generator that changes nothing" },
        Augmented("0.08", 7, 8, 0.9128, 0.2585), Augmented("0.03", 15, 12, 0.9126, 0.2953), Augmented("0.01", 15, 8, 0.9100, 0.2556),
        Augmented("0.01", 15, 12, 0.9087, 0.2709), Augmented("0.03", 7, 8, 0.9072, 0.2591, dropout: true),
        new("lab-a-z2-r7-8", "CNN02: zoom 2, rotation 7", "lab-a-augmentation", "--zoom 2 --rotation 7 --epochs 8",
            Within(0.7773, 0.70, 0.85, 0.6106)) { Note = "zooms from −1 to 3" },
        new("lab-a-digits", "digits, valid 3 × 3", "lab-a-digits", "--epochs 6", AtLeast(0.9917, 0.0294)),
        new("lab-a-digits-5x5", "digits, same 5 × 5", "lab-a-digits", "--padding same --window 5 --epochs 5", AtLeast(0.9928, 0.0261))
            { Note = "padding inferred" },
        new("lab-a-transfer", "a trunk that learnt digits, frozen, on 1,000 images of clothes", "lab-a-transfer", "--labelled 1000",
            First(), First("scratch_accuracy"), First("gain")),
    ];

    static Experiment Three(int epochs, double accuracy, double loss) =>
        new($"lab-a-3conv-{epochs}", $"CNN00: 32, 64, 64, {epochs} epochs", "lab-a-layers",
            $"--filters 32,64,64 --window 3 --optimizer rmsprop --batch 128 --epochs {epochs}", AtLeast(accuracy, loss))
        {
            Note = InferredPadding,
        };

    static Experiment Wide(int epochs, double accuracy, double loss) =>
        new($"lab-a-wide-{epochs}", $"CNN00: 64, 128, 128, {epochs} epochs", "lab-a-layers",
            $"--filters 64,128,128 --window 3 --optimizer rmsprop --batch 128 --epochs {epochs}", AtLeast(accuracy, loss))
        {
            Note = $"{InferredPadding}, {InferredOptimizer}",
        };

    static Experiment Strides(int strides, string padding, int window, double accuracy, double loss) =>
        new($"lab-a-strides-{strides}-{padding}-{window}x{window}", $"CNN01: stride {strides}, {padding}, {window} × {window}",
            "lab-a-strides",
            $"--strides {strides} --padding {padding} --window {window} --epochs 6", AtLeast(accuracy, loss));

    static Experiment Augmented(string zoom, int rotation, int epochs, double accuracy, double loss, bool dropout = false,
        int window = 5) =>
        new($"lab-a-z{zoom}-r{rotation}-{epochs}{(dropout ? "-dropout" : "")}{(window == 5 ? "" : $"-{window}x{window}")}",
            $"CNN02: zoom {zoom}, rotation {rotation}{(dropout ? ", dropout" : "")}{(window == 5 ? "" : $", {window} × {window}")}, " +
            $"{epochs} epochs", "lab-a-augmentation",
            $"--zoom {zoom} --rotation {rotation}{(dropout ? " --dropout 0.5" : "")}{(window == 5 ? "" : $" --window {window}")} " +
            $"--epochs {epochs}", AtLeast(accuracy, loss));

    static IEnumerable<Experiment> LabB() =>
    [
        new("lab-b-convolution", "sizes of full, same and valid", "lab-b-convolution", "")
        {
            Text = "full gaussian 526×526, full sobel-x 514×514, full sobel-y 514×514, same gaussian 512×512, same sobel-x 512×512, same " +
                "sobel-y 512×512, valid gaussian 498×498, valid sobel-x 510×510, valid sobel-y 510×510",
        },
        new("lab-b-data", "images of each class, and the split", "lab-b-data", "")
        {
            Text = "classes 1005, 974, 1032, 1016, 999, 937, 1030, 1001, 1025, 981; 7500 to train, 2500 to validate, 2000 to test",
        },
        new("lab-b-small", "2 conv, 0 dense", "lab-b-builder", "", AtLeast(0.5290, 1.9945), Exactly("parameters", 25_770),
            Exactly("trainable", 25_674)) { EpochSeconds = 13 },
        new("lab-b-2", "2 conv, 1 dense", "lab-b-builder", "--dense 1", AtLeast(0.5435, 1.9266), Exactly("parameters", 108_440),
            Exactly("trainable", 108_244)) { EpochSeconds = 13 },
        new("lab-b-2-rate", "the same at Adam's rate 0.01", "lab-b-builder", "--dense 1 --learning-rate 0.01", First())
            { Note = "the rate that the report names; its curves are those of 0.001" },
        new("lab-b-4-without-dropout", "4 conv, 1 dense", "lab-b-builder", "--convs 4 --dense 1", AtLeast(0.5030, 2.0873),
            Exactly("parameters", 31_192), Exactly("trainable", 30_868)) { EpochSeconds = 13 },
        new("lab-b-4", "4 conv, 1 dense, dropout", "lab-b-builder", "--convs 4 --dense 1 --dropout", AtLeast(0.5505),
            Exactly("parameters", 31_192)) { EpochSeconds = 13 },
        new("lab-b-2-l2", "2 conv, 1 dense, L2 on the kernels", "lab-b-builder", "--dense 1 --l2 0.001", First()),
        new("lab-b-class-weights", "2 conv, 1 dense, balanced class weights; then turned by 90°", "lab-b-class-weights", "",
            AtLeast(0.5460, 1.8615),
            Within(0.2220, 0.15, 0.32, 4.5902, "turned_accuracy")) { EpochSeconds = 13 },
        new("lab-b-augmentation", "augmented; then turned by 90°", "lab-b-augmentation", "--epochs 70", AtLeast(0.5930, 1.4235),
            Within(0.3100, 0.22, 0.45, 2.8926, "turned_accuracy"))
        {
            EpochSeconds = 20, Note = "net inferred: 2 conv, 1 dense",
        },
        new("lab-b-any-size", "fully convolutional: 32, then at 24, 48 and 64 pixels", "lab-b-any-size", "", First(), First("accuracy_24"),
            First("accuracy_48"), First("accuracy_64")),
    ];

    static IEnumerable<Experiment> LabC() =>
    [
        Net("1", "Conv, pool", 542_230, 16, AtLeast(0.8426, 0.4346)),
        Net("2", "Conv, pool, dropout", 542_230, 20, AtLeast(0.8444, 0.4294)),
        Net("3", "Conv, pool, Conv, Conv", 279_126, 28, AtLeast(0.8393, 0.4385)),
        Net("3a", "as 3 with dropout", 279_126, 33, AtLeast(0.8511, 0.4209)),
        Net("4", "as 3a, wide head", 3_163_426, 45, AtLeast(0.8522, 0.4089)),
        Net("6", "SeparableConv2D", 541_983, 18, AtLeast(0.8526, 0.4021)),
        Net("7", "DepthwiseConv2D, 28 × 28", 1_995, 5, Within(0.3764, 0.10, 0.50, 1.4248)) with
            { Note = "one number of an image, whose relu can die: 0.10" },
        Net("8", "Conv2DTranspose", 721_430, 44, AtLeast(0.8603, 0.3912)),
        new("lab-c-grid-best", "the grid search's best, refitted", "lab-c-grid", "--batch 10 --units 500 --epochs 15",
            AtLeast(0.9209, 0.2061, "train_accuracy")) { EpochSeconds = 34 },
        new("lab-c-resnet", "residual net", "lab-c-residual", "--epochs 5", First(), Exactly("parameters", 11_186_186),
            Exactly("trainable", 11_178_378)),
        new("lab-c-vgg", "SqueezeNet's features in place of VGG16's: both faults, each mended alone, both mended", "lab-c-vgg", "",
            First("both_faults_val_accuracy"), First("divided_val_accuracy"), First("scrambled_val_accuracy"),
            First("right_val_accuracy")) { Note = "VGG16 with both faults: 0.7211" },
    ];

    static Experiment Net(string net, string before, int parameters, double seconds, Figure accuracy) =>
        new($"lab-c-{net}", $"net {net}: {before}", "lab-c-convolutions", $"--net {net} --epochs 10", accuracy,
            Exactly("parameters", parameters))
        { EpochSeconds = seconds };

    static IEnumerable<Experiment> LabD() =>
    [
        new("lab-d", "the classic, 10 epochs", "lab-d", "--dataset mnist --epochs 10", AtLeast(0.9901),
            AtLeast(0.9820, measure: "first_accuracy"), Exactly("parameters", 166_986)) { EpochSeconds = 43 },
        Improved("plain", "nothing changed, 5 epochs", ""),
        Improved("layers", "more layers", "--layers 2"),
        Improved("units", "more units", "--units 256"),
        Improved("strides", "strides instead of pooling", "--strides"),
        Improved("elu", "elu", "--activation elu"),
        Improved("selu", "selu", "--activation selu"),
        Improved("l1", "L1", "--regularizer l1(l1=0.00001)"),
        Improved("l2", "L2", "--regularizer l2(l2=0.0001)"),
        Improved("dropout", "dropout", "--dropout 0.3"),
        Improved("sgd", "SGD at 0.1", "--optimizer sgd(learning_rate=0.1)"),
        Improved("rmsprop", "RMSprop", "--optimizer rmsprop"),
        Improved("rate", "Adam at 0.003", "--optimizer adam(learning_rate=0.003)"),
        Improved("batch", "batch 32", "--batch 32"),
        Improved("norm", "batch normalisation", "--norm"),
    ];

    static Experiment Improved(string name, string title, string options) =>
        new($"lab-d-{name}", title, "lab-d-improvements", options, First());
}
