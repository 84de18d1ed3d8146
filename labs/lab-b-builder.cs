#:project ../src/Hornbill
// Lab B, part 5: a function that builds nets for CIFAR-10 from a few numbers, blocks of convolution, batch normalisation and pooling, then
// dense ones. All of them learn 7,500 images nearly by heart in 20 epochs, while the test stays near 0.53: the gap is what dropout and
// augmentation are for. More layers alone do not help. Most weights lie in the first dense layer, which pooling keeps small.
//   dotnet run labs/lab-b-builder.cs -- --convs 4 --dense 1 --dropout
// The rate that fits the report's curves is Adam's own, 0.001; at its 0.01 losses end near 3 (--learning-rate 0.01).

var lab = new Lab(args, "Lab B: nets from a builder, on the first 10,000 images of CIFAR-10");
var convs = lab.Option("convs", 2, "blocks of convolution, normalisation and pooling");
var filters = lab.Option("filters", 16, "of the first convolution");
var each = lab.Option("each", false, "double the filters at each block rather than once, after the first");
var dense = lab.Option("dense", 0, "dense layers");
var nodes = lab.Option("nodes", 50, "units of each");
var dropout = lab.Option("dropout", false, "drop half behind each dense layer");
var plain = lab.Option("plain", false, "leave out the batch normalisation");
var l2 = lab.Option("l2", 0.0, "penalty on the convolutions' kernels");
var rate = lab.Option("learning-rate", 0.001, "of Adam");
var batch = lab.Option("batch", 100, "images in a step");
var epochs = lab.Epochs(20);
var (all, test) = lab.Load("cifar10", 10_000, 2_000);
var (train, validation) = all.InRange(PixelRange.Signed).TrainTestSplit(0.25, seed: 0);

Layer[] Norm() => plain ? [] : [new BatchNormalization()];
Layer[] Conv(int block) =>
[
    new Conv2D(filters << (each ? block : Math.Min(block, 1)), 3, padding: "same", activation: "relu", kernelRegularizer: l2 > 0
        ? $"l2(l2={l2})" : null),
    .. Norm(), new MaxPooling2D(2),
];
Layer[] Dense(int _) => [new Dense(nodes, activation: "relu"), .. Norm(), .. dropout ? [new Dropout(0.5)] : (Layer[])[]];

var model = new Sequential([
    new Input(32, 32, 3),
    .. Enumerable.Range(0, convs).SelectMany(Conv),
    new Flatten(),
    .. Enumerable.Range(0, dense).SelectMany(Dense),
    new Dense(10, activation: "softmax")], "lab-b-builder");
model.Compile(new Adam(rate), "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(train, batch, epochs, verbose: lab.Verbose, validationData: validation, callbacks: [lab.Monitor]);
var result = model.Evaluate(test.InRange(PixelRange.Signed), batch);
lab.Report(model, history, result, ("trainable", model.TrainableParameterCount), ("gap", history["accuracy"][^1] - result["accuracy"]));
