#:project ../src/Hornbill
// Lab A, CNN00: one, two or three convolutions on Fashion-MNIST, with pooling between. One convolution beats the dense baseline by two
// points, two with windows of 5 × 5 are the best; a third, or twice the filters, gain nothing more. With more epochs the loss rises while
// the accuracy stays: the net grows surer of its mistakes.
//   dotnet run labs/lab-a-layers.cs -- --filters 32,64 --window 5 --epochs 8

var lab = new Lab(args, "Lab A, CNN00: how many convolutions, how many filters");
var filters = lab.Numbers("filters", "32,64", "of each convolution, such as 32,64,64");
var window = lab.Option("window", 5, "side of the kernels, in pixels");
var optimizer = lab.Option("optimizer", "adam", "adam, rmsprop, sgd, ...");
var batch = lab.Option("batch", 64, "images in a step");
var epochs = lab.Epochs(8);
var (train, test) = lab.Load("fashion-mnist");

var model = new Sequential([
    new Input(28, 28, 1),
    .. filters.SelectMany((n, i) => (Layer[])[.. i > 0 ? [new MaxPooling2D(2)] : (Layer[])[], new Conv2D(n, window, activation: "relu")]),
    new Flatten(),
    new Dense(64, activation: "relu"),
    new Dense(10, activation: "softmax")], "lab-a-layers");
model.Compile(optimizer, "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(train, batch, epochs, verbose: lab.Verbose, validationSplit: 0.1, callbacks: [lab.Monitor]);
lab.Report(model, history, model.Evaluate(test, batch));
