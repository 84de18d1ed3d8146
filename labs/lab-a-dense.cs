#:project ../src/Hornbill
// Lab A, the baseline and D01: dense layers alone on Fashion-MNIST. One layer of 128 is the baseline that convolutions are to beat; 512 or
// 1024 units, once or twice, gain little: the accuracy stays below 0.90, since a dense layer does not know which pixels are neighbours.
//   dotnet run labs/lab-a-dense.cs -- --units 1024 --epochs 5

var lab = new Lab(args, "Lab A: dense layers alone on Fashion-MNIST");
var units = lab.Numbers("units", "128", "of the dense layers, such as 512,512");
var epochs = lab.Epochs(5);
var (train, test) = lab.Load("fashion-mnist");

var model = new Sequential([
    new Input(28, 28, 1),
    new Flatten(),
    .. units.Select(n => new Dense(n, activation: "relu")),
    new Dense(10, activation: "softmax")], "lab-a-dense");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(train, epochs: epochs, verbose: lab.Verbose, validationSplit: 0.1, callbacks: [lab.Monitor]);
lab.Report(model, history, model.Evaluate(test));
