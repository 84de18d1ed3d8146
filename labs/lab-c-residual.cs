#:project ../src/Hornbill
// Lab C: a residual net for Fashion-MNIST in the functional API. Eleven million weights in seventeen convolutions train well because each
// unit adds to what it is given: the gradient finds a way past it. The report prints no figure; ours are the first. --filters 16 is a small
// one for the impatient.
//   dotnet run labs/lab-c-residual.cs -- --epochs 5

using Hornbill.Callbacks;
using Hornbill.Graph;

var lab = new Lab(args, "Lab C: a residual net");
var filters = lab.Option("filters", 64, "of the first block; each later one has twice as many");
var pool = lab.Option("max-pool", false, "max pooling first, and a block fewer");
var limit = lab.Option("limit", 60_000, "training images");
var epochs = lab.Epochs(5);
var (train, test) = lab.Load("fashion-mnist", limit);
if (lab.Quick) filters = 8;

Conv2D Conv(int n, int window, int strides = 1) =>
    new(n, window, strides, "same", kernelInitializer: "he_normal", kernelRegularizer: "l2(l2=0.0001)");
Node Unit(Node x, int n, int strides)
{
    var y = Conv(n, 3, strides).Apply(x);
    y = new Activation("relu").Apply(new BatchNormalization().Apply(y));
    y = new BatchNormalization().Apply(Conv(n, 3).Apply(y));
    if (strides > 1) x = Conv(n, 1, strides).Apply(x);
    return new Activation("relu").Apply(new Add().Apply(x, y));
}

var input = new Input(28, 28, 1).Output;
var x = Conv(filters, 7, 2).Apply(input);
x = new Activation("relu").Apply(new BatchNormalization().Apply(x));
if (pool) x = new MaxPooling2D(3, 2, "same").Apply(x);
for (var block = 0; block < (pool ? 3 : 4); block++)
    for (var unit = 0; unit < 2; unit++) x = Unit(x, filters << block, block > 0 && unit == 0 ? 2 : 1);
x = new Flatten().Apply(new AveragePooling2D(2).Apply(x));
var model = new Model(input, new Dense(10, activation: "softmax", kernelInitializer: "he_normal").Apply(x), "lab-c-residual");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var best = Path.Combine(Directory.CreateTempSubdirectory("lab-c-residual-").FullName, "best.safetensors");
var history = model.Fit(train, batchSize: 100, epochs, verbose: lab.Verbose, validationData: test,
    callbacks: [lab.Monitor, new ModelCheckpoint(best, saveBestOnly: true),
        new ReduceLROnPlateau(factor: Math.Sqrt(0.1), patience: 5, minLr: 0.5e-6)]);
var result = Model.Load(best).Evaluate(test, batchSize: 100);
Directory.Delete(Path.GetDirectoryName(best)!, recursive: true);
lab.Report(model, history, result, ("trainable", model.TrainableParameterCount));
