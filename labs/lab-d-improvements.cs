#:project ../src/Hornbill
// Lab D's list of ways to improve a model, each one option: more layers, more units, strides instead of pooling, another activation, L1 and
// L2, dropout, other optimizers and learning rates, the batch size, batch normalisation. From 0.99 on all of it is about tenths of a point,
// which one seed does not tell from chance: labs/README.md has several, with their spread.
//   dotnet run labs/lab-d-improvements.cs -- --norm --dropout 0.3

var lab = new Lab(args, "Lab D: ways to improve the classic");
var layers = lab.Option("layers", 1, "dense layers");
var units = lab.Option("units", 64, "of each dense layer");
var strides = lab.Option("strides", false, "strides of 2 instead of pooling");
var activation = lab.Option("activation", "relu", "relu, elu, selu, ...");
var regularizer = lab.Option("regularizer", "", "of all kernels, such as l2(l2=0.0001)");
var dropout = lab.Option("dropout", 0.0, "rate before the dense layers");
var norm = lab.Option("norm", false, "batch normalisation behind each convolution and dense layer");
var optimizer = lab.Option("optimizer", "adam", "adam, sgd, rmsprop, ..., such as sgd(learning_rate=0.1)");
var batch = lab.Option("batch", 128, "images in a step");
var epochs = lab.Epochs(5);
var (train, test) = lab.Load("mnist");

var penalty = regularizer.Length > 0 ? regularizer : null;
Layer[] norms() => norm ? [new BatchNormalization()] : [];
Layer[] Conv(int filters, string padding) =>
[
    new Conv2D(filters, 3, strides ? 2 : 1, activation: activation, kernelRegularizer: penalty),
    .. norms(), .. strides ? [] : (Layer[])[new MaxPooling2D(2, padding: padding)],
];
Layer[] Dense(int _) => [new Dense(units, activation, kernelRegularizer: penalty), .. norms()];

var model = new Sequential([
    new Input(28, 28, 1),
    .. Conv(32, "valid"),
    .. Conv(64, "same"),
    new Flatten(),
    new Dropout(dropout),
    .. Enumerable.Range(0, layers).SelectMany(Dense),
    new Dense(10, activation: "softmax")], "lab-d-improvements");
model.Compile(optimizer, "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(train, batch, epochs, verbose: lab.Verbose, validationData: test, callbacks: [lab.Monitor]);
lab.Report(model, history, model.Evaluate(test, batch));
