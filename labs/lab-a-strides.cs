#:project ../src/Hornbill
// Lab A, CNN01: 32, 64, 64 filters on Fashion-MNIST, with strides of 1 and pooling, or strides of 2 instead of it. Padding helps, as the
// edges count too; strides of 2 cost a little accuracy and save most of the arithmetic. Three valid windows of 5 × 5 leave nothing (28, 24,
// 12, 8, 4, none): try --padding valid --window 5 to read the error.
//   dotnet run labs/lab-a-strides.cs -- --strides 1 --padding same --window 5

var lab = new Lab(args, "Lab A, CNN01: strides, padding, window");
var strides = lab.Option("strides", 1, "of the first two convolutions: 1 with pooling behind, 2 without");
var padding = lab.Option("padding", "same", "of the first two convolutions: same or valid");
var window = lab.Option("window", 5, "side of the kernels, in pixels");
var epochs = lab.Epochs(6);
var (train, test) = lab.Load("fashion-mnist");

Layer[] pooling() => strides == 1 ? [new MaxPooling2D(2)] : [];
var model = new Sequential([
    new Input(28, 28, 1),
    new Conv2D(32, window, strides, padding, activation: "relu"),
    .. pooling(),
    new Conv2D(64, window, strides, padding, activation: "relu"),
    .. pooling(),
    new Conv2D(64, window, activation: "relu"),
    new Flatten(),
    new Dense(64, activation: "relu"),
    new Dense(10, activation: "softmax")], "lab-a-strides");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(train, batchSize: 64, epochs, verbose: lab.Verbose, validationSplit: 0.1, callbacks: [lab.Monitor]);
lab.Report(model, history, model.Evaluate(test, batchSize: 64));
