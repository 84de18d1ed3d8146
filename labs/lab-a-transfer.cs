#:project ../src/Hornbill
// Lab A: transfer. A net learns digits; its convolutions are frozen and a head on them learns clothes from 1,000 labelled images. The same
// net from scratch has only those to learn its filters from. Digits are easy, so a net that only names them learns little: each is turned
// by a quarter turn or not, and told with its turn (40 classes), half of them are white on black, all are moved, zoomed and partly erased.
// The head sees what both convolutions make: edges serve clothes as they do digits, whole strokes less. Head, optimizer and epochs are the
// same from scratch, which needs twice as many for the same accuracy; a third figure is of scratch for as many as a held-out fifth says.
//   dotnet run labs/lab-a-transfer.cs -- --labelled 1000

using Hornbill.Applications;
using Hornbill.Graph;
using Hornbill.Tensors;

const int Turns = 4, Features = (6 * 6 * 96) + (4 * 4 * 64);

var lab = new Lab(args, "Lab A: what was learnt on digits, reused on clothes");
var labelled = lab.Option("labelled", 1000, "images of clothes with labels");
var digits = lab.Option("digits", 60_000, "images of digits that the trunk learns from");
var digitEpochs = lab.Option("digit-epochs", 3, "passes over them");
var epochs = lab.Epochs(20);
var (before, beforeTest) = lab.Load("mnist", digits);
var (some, test) = lab.Quick ? (before, beforeTest) : Datasets.Load("fashion-mnist", labelled);

Model Trunk()
{
    var x = new Input(28, 28, 1);
    var edges = new MaxPooling2D(2).Apply(new Conv2D(96, 5, activation: "relu").Apply(x));
    var strokes = new MaxPooling2D(2).Apply(new Conv2D(64, 5, activation: "relu").Apply(edges));
    var both = new Concatenate().Apply(new Flatten().Apply(new MaxPooling2D(2).Apply(edges)), new Flatten().Apply(strokes));
    return new(x, both, "trunk");
}

Sequential Head(int classes) => new([new Input(Features), new Dropout(0.5), new Dense(classes, activation: "softmax")], "head");

// Turned digits under a head of their own.
var trunk = Trunk();
var image = new Input(28, 28, 1);
Node changed = new RandomErasing(0.5, fillValue: 0).Apply(new RandomTranslation(0.1, 0.1).Apply(new RandomZoom((-0.4, 0.2)).Apply(
    new RandomRotation(0.1).Apply(new RandomInvert(0.5, (0, 1)).Apply(image)))));
var learnt = new Model(image, Head(Turns * 10).Apply(trunk.Apply(changed)), "digits");
learnt.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
learnt.Fit(Turned(before), batchSize: 128, epochs: lab.Quick ? 1 : digitEpochs, verbose: lab.Verbose);

// Frozen, it makes features once; a head learns clothes from them.
Transfer.Freeze(trunk);
var features = new FeatureCache();
var head = Compiled(Head(10));
var history = head.Fit(features.Features(trunk, some, 128), batchSize: 32, epochs, verbose: lab.Verbose, callbacks: [lab.Monitor]);
var result = head.Evaluate(features.Features(trunk, test, 128), batchSize: 128);

// The same net on the same images for as many epochs, from its first weights; and for so many, up to twice as many, as serve it best.
var alone = Scratch(some, epochs).Evaluate(test, batchSize: 128)["accuracy"];
var best = Scratch(some, BestEpochs()).Evaluate(test, batchSize: 128)["accuracy"];
lab.Report(head, history, result, ("scratch_accuracy", alone), ("gain", result["accuracy"] - alone), ("best_scratch_accuracy", best));

Model Scratch(SampleSource data, int passes)
{
    var model = Compiled(Transfer.Join(Trunk(), Head(10), "scratch"));
    model.Fit(data, batchSize: 32, passes, verbose: lab.Verbose);
    return model;
}

// As a fifth of the 1,000 says that is held out for it.
int BestEpochs()
{
    var (held, count) = (some.Count!.Value / 5, some.Count.Value);
    var scores = Compiled(Transfer.Join(Trunk(), Head(10), "tried")).Fit(some.Slice(held, count - held), batchSize: 32, 2 * epochs,
        verbose: 0, validationData: some.Slice(0, held))["val_accuracy"];
    return scores.ToList().IndexOf(scores.Max()) + 1;
}

static Model Compiled(Model model)
{
    model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
    return model;
}

// Image i by a number of quarter turns, which is part of what it is called.
static ArrayData Turned(Dataset digits)
{
    var (count, side) = (digits.Labels.Length, 28);
    var (images, labels) = (new float[count, side, side, 1], new int[count]);
    for (var i = 0; i < count; i++)
    {
        var turn = i % Turns;
        labels[i] = digits.Labels[i] + (10 * turn);
        for (var r = 0; r < side; r++)
            for (var c = 0; c < side; c++)
            {
                var (row, column) = turn switch
                {
                    0 => (r, c),
                    1 => (c, side - 1 - r),
                    2 => (side - 1 - r, side - 1 - c),
                    _ => (side - 1 - c, r),
                };
                images[i, row, column, 0] = digits.Images[(((i * side) + r) * side) + c] / 255f;
            }
    }
    return new(images, labels);
}
