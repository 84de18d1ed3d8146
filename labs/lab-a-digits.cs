#:project ../src/Hornbill
// Lab A on the digits of MNIST, an earlier version of the lab: three convolutions of CNN01 pass the goal of 0.98 within an epoch and end
// above 0.99. Digits are the easier task: the same net errs ten times as often on clothes.
//   dotnet run labs/lab-a-digits.cs -- --window 5 --padding same --epochs 5

var lab = new Lab(args, "Lab A: digits");
var padding = lab.Option("padding", "valid", "of the first two convolutions: same or valid");
var window = lab.Option("window", 3, "side of the kernels, in pixels");
var epochs = lab.Epochs(6);
var (train, test) = lab.Load("mnist");

var model = new Sequential([
    new Input(28, 28, 1),
    new Conv2D(32, window, padding: padding, activation: "relu"),
    new MaxPooling2D(2),
    new Conv2D(64, window, padding: padding, activation: "relu"),
    new MaxPooling2D(2),
    new Conv2D(64, window, activation: "relu"),
    new Flatten(),
    new Dense(64, activation: "relu"),
    new Dense(10, activation: "softmax")], "lab-a-digits");
model.Compile("rmsprop", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(train, batchSize: 128, epochs, verbose: lab.Verbose, validationSplit: 0.1, callbacks: [lab.Monitor]);
lab.Report(model, history, model.Evaluate(test, batchSize: 128));
