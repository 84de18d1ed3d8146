#:project ../src/Hornbill
// Lab D: the classic on MNIST's digits, two convolutions and a dense layer: 0.98 after one epoch, 0.99 after ten. With --dataset
// fashion-mnist or glyphs, which are drawn on the spot, the same net learns those.
//   dotnet run labs/lab-d.cs -- --epochs 3

var lab = new Lab(args, "Lab D: the classic on digits");
var dataset = lab.Option("dataset", HasMnist() ? "mnist" : "glyphs", "mnist, fashion-mnist or glyphs");
var epochs = lab.Epochs(10);
var (train, test) = lab.Load(dataset);

var model = new Sequential([
    new Input(28, 28, 1),
    new Conv2D(32, 3, activation: "relu"),
    new MaxPooling2D(2),
    new Conv2D(64, 3, activation: "relu"),
    new MaxPooling2D(2, padding: "same"),
    new Flatten(),
    new Dense(64, activation: "relu"),
    new Dense(10, activation: "softmax")], "lab-d");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(train, batchSize: 128, epochs, verbose: lab.Verbose, validationData: test, callbacks: [lab.Monitor]);
lab.Report(model, history, model.Evaluate(test, batchSize: 128), ("first_accuracy", history["val_accuracy"][0]));

bool HasMnist() => Datasets.Find("mnist").GetState().Folder is not null;
