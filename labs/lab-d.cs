#:project ../src/Hornbill
// Lab D: the classic MNIST net, two convolutions and a dense layer. PyTorch reaches 0.990 after three epochs.
//   dotnet run labs/lab-d.cs -- --epochs 3 --dataset mnist --threads 2
// Without --dataset it takes MNIST where HORNBILL_DATA has it, else the generated glyphs.

var epochs = int.Parse(Option("--epochs") ?? "3");
var (train, test) = Datasets.Load(Option("--dataset") ?? (HasMnist() ? "mnist" : "glyphs"));

var model = new Sequential([
    new Input(28, 28, 1),
    new Conv2D(32, 3, activation: "relu"),
    new MaxPooling2D(2),
    new Conv2D(64, 3, activation: "relu"),
    new MaxPooling2D(2, padding: "same"),
    new Flatten(),
    new Dense(64, activation: "relu"),
    new Dense(10, activation: "softmax")], "lab-d");
if (Option("--threads") is { } threads) model.Workers = new Workers(int.Parse(threads));
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var clock = Stopwatch.StartNew();
var history = model.Fit(train, batchSize: 128, epochs, verbose: 1, validationSplit: 0.1);
var seconds = clock.Elapsed.TotalSeconds;

var images = train.Labels.Length * 9 / 10 * history.Epochs;
Console.WriteLine($"test on {test.Name}: {model.Evaluate(test, batchSize: 128)}");
Console.WriteLine($"{seconds:F1} s, {images / seconds:N0} images/s on {model.Workers.Count} threads");

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var i && i + 1 < args.Length ? args[i + 1] : null;

bool HasMnist() => Environment.GetEnvironmentVariable("HORNBILL_DATA") is { } data && Directory.Exists(Path.Combine(data, "mnist"));
