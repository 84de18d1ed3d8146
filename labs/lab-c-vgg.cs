#:project ../src/Hornbill
// Lab C: features of a large net, and two faults. The author stacked grey images to three channels by dstack and reshape, which scrambles
// them (pixel p of a row, channel c, is column (3p + c) mod 28), and divided by 255 before VGG's own preprocessing. Each fault alone, both,
// and none: the head is the same. VGG16's weights are fetched, or given by --weights; SqueezeNet stands in for it by default.
//   dotnet run labs/lab-c-vgg.cs -- --base vgg16 --weights vgg16-397923af.pth

using Hornbill.Applications;
using Hornbill.Callbacks;
using Hornbill.Serialization;
using Hornbill.Tensors;

var lab = new Lab(args, "Lab C: VGG16's features, as the author ran it and done right");
var name = lab.Option("base", "squeezenet1.1", "the net whose features are taken: vgg16, squeezenet1.1, resnet18, ...");
var weights = lab.Option("weights", "imagenet", "a file of its weights");
var limit = lab.Option("limit", 60_000, "training images, a fifth of which is for validation");
var side = lab.Option("side", 48, "that images are resized to, bicubically as Pillow does by default");
var keep = lab.Option("keep", "", "a folder for the features as .npz");
var epochs = lab.Epochs(10);
var (train, test) = lab.Load("fashion-mnist", limit);
if (lab.Quick) side = 32;

var trunk = Pretrained.Named(name, includeTop: false, weights: lab.Quick ? null : weights, inputShape: [side, side, 3]);
var preprocessing = Preprocessing.Named(trunk.Metadata.TryGetValue("normalization", out var told) ? told : "caffe");

List<(string Name, double Value)> figures = [];
(Sequential Head, History History, Evaluation Test)? right = null;
foreach (var (scrambled, divided) in ((bool, bool)[])[(true, true), (false, true), (true, false), (false, false)])
{
    var what = (scrambled, divided) switch
    {
        (true, true) => "both_faults", (false, true) => "divided", (true, false) => "scrambled", _ => "right",
    };
    var (x, y) = (Features(train, scrambled, divided), Labels(train));
    if (keep.Length > 0) NpzFile.Write(Path.Combine(keep, $"{what}.npz"), [("x", new NpyArray(x)), ("y", new NpyArray(y))]);
    var head = new Sequential([new Input([.. x.Shape.Tail()]), new Flatten(), new Dense(512, activation: "relu"), new LeakyReLU(0.1),
        new Dense(10, activation: "softmax")], "head");
    head.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
    var history = head.Fit(x, y, batchSize: 32, epochs, validationSplit: 0.2, verbose: lab.Verbose,
        callbacks: [.. what == "right" ? (Callback[])[lab.Monitor] : [],
            new ReduceLROnPlateau("val_loss", 0.2, 2, minDelta: 1e-4, cooldown: 2, minLr: 0), new EarlyStopping("val_loss", patience: 7)]);
    var result = head.Evaluate(Features(test, scrambled, divided), Labels(test));
    figures.Add(($"{what}_val_accuracy", history["val_accuracy"].Max()));
    figures.Add(($"{what}_train_accuracy", history["accuracy"][^1]));
    figures.Add(($"{what}_accuracy", result["accuracy"]));
    Console.WriteLine($"{what}: validation {figures[^3].Value:F4}, training {figures[^2].Value:F4}, test {figures[^1].Value:F4}");
    right = (head, history, result);
}
lab.Report(right!.Value.Head, right.Value.History, right.Value.Test, [.. figures]);

// In parts, since all images at that size would take gigabytes.
Tensor Features(Dataset data, bool scrambled, bool divided)
{
    const int Part = 500;
    var made = new Tensor(trunk.OutputShape.Prepend(data.Count!.Value));
    for (var first = 0; first < data.Count; first += Part)
    {
        var some = Images(data, first, Math.Min(Part, data.Count.Value - first), scrambled);
        if (divided) some = some / 255;
        trunk.Predict(preprocessing.Apply(some), batchSize: 16).Data.CopyTo(made.Data, first * trunk.OutputShape.Elements);
    }
    return made;
}

Tensor Images(Dataset data, int first, int count, bool scrambled)
{
    const int Side = 28;
    var rgb = new Tensor([count, Side, Side, 3]);
    for (var i = 0; i < rgb.Data.Length; i++)
    {
        var (row, place) = Math.DivRem(i, Side * 3);
        rgb.Data[i] = data.Images[((((first * Side) + row) * Side) + (scrambled ? place % Side : place / 3))];
    }
    return ImageOps.Resize(rgb, side, side, "bicubic");
}

Tensor Labels(Dataset data) => new([data.Count!.Value], [.. data.Labels.Select(l => (float)l)]);
