#:project ../src/Hornbill
// Lab A, CNN02: three convolutions with 5×5 kernels on Fashion-MNIST. PyTorch reaches 0.908 after six epochs.
//   dotnet run labs/fashion-cnn02.cs -- --epochs 6 --dropout 0.5

var epochs = int.Parse(Option("--epochs") ?? "6");
var dropout = double.Parse(Option("--dropout") ?? "0.5");

var (train, test) = FashionMnist.Load();

var model = new Sequential([
    new Input(28, 28, 1),
    new Conv2D(32, 5, padding: "same", activation: "relu"),
    new MaxPooling2D(2),
    new Conv2D(64, 5, padding: "same", activation: "relu"),
    new MaxPooling2D(2),
    new Conv2D(64, 5, padding: "same", activation: "relu"),
    new Dropout(dropout),
    new Flatten(),
    new Dense(64, activation: "relu"),
    new Dense(10, activation: "softmax")], "fashion-cnn02");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var clock = Stopwatch.StartNew();
var history = model.Fit(train, batchSize: 64, epochs, verbose: 1, validationSplit: 0.1);
Console.WriteLine($"{clock.Elapsed.TotalSeconds:F1} s, the best epoch was {history.BestEpoch + 1}");
Console.WriteLine($"test: {model.Evaluate(test, batchSize: 64)}");

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;
