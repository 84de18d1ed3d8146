#:project ../src/Hornbill
// Lab B, part 11: a net without dense layers, whose last pooling takes all of an image, whatever its size. Trained on 32 × 32 it is used on
// the test images at 24, 48 and 64: it takes them, but knows what it has learned at one scale best. --side trains on another size.
//   dotnet run labs/lab-b-any-size.cs -- --epochs 20

var lab = new Lab(args, "Lab B: one net for images of any size");
var side = lab.Option("side", 32, "side of the images that it is trained on, in pixels");
var epochs = lab.Epochs(20);
var (all, test) = lab.Load("cifar10", 10_000, 2_000);
var (train, validation) = all.InRange(PixelRange.Signed).TrainTestSplit(0.25, seed: 0);
test = test.InRange(PixelRange.Signed);

var model = new Sequential([
    new Input(null, null, 3),
    new Conv2D(16, 3, padding: "same", activation: "relu"),
    new BatchNormalization(),
    new MaxPooling2D(2),
    new Conv2D(32, 3, padding: "same", activation: "relu"),
    new BatchNormalization(),
    new MaxPooling2D(2),
    new Conv2D(64, 3, padding: "same", activation: "relu"),
    new BatchNormalization(),
    new GlobalAveragePooling2D(),
    new Dense(10, activation: "softmax")], "lab-b-any-size");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

BatchSource At(Dataset data, int size) => size == 32 ? data : data.Map(x => ImageOps.Resize(x, size, size)).Cache();
var history = model.Fit(At(train, side), batchSize: 100, epochs, verbose: lab.Verbose, validationData: At(validation, side),
    callbacks: [lab.Monitor]);
var others = ((int[])[24, 48, 64]).Select(size => ($"accuracy_{size}", model.Evaluate(At(test, size), batchSize: 100)["accuracy"]));
lab.Report(model, history, model.Evaluate(At(test, side), batchSize: 100), [.. others]);
