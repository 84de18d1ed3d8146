#:project ../src/Hornbill
// Lab A, CNN02: rotations and zooms while the net trains on Fashion-MNIST, with and without dropout before Flatten. Small rotations with
// dropout are the best of the lab, but dropout needs its twelve epochs; without it the net learns the images by heart. --zoom 2 draws
// factors from -1 to 3, which mirror and shrink the clothes until little is left to learn. Zoom 0 and rotation 0 change nothing.
//   dotnet run labs/lab-a-augmentation.cs -- --zoom 0.01 --rotation 7 --dropout 0.5 --epochs 12

var lab = new Lab(args, "Lab A, CNN02: augmentation and dropout");
var rotation = lab.Option("rotation", 7.0, "degrees, either way");
var zoom = lab.Option("zoom", 0.01, "from 1 - z to 1 + z");
var plain = lab.Option("plain", false, "train on the images as they are");
var dropout = lab.Option("dropout", 0.0, "rate before Flatten");
var window = lab.Option("window", 5, "side of the kernels, in pixels");
var epochs = lab.Epochs(8);
var (all, test) = lab.Load("fashion-mnist");

// A tenth is held out; an epoch of the generator is as many steps as all images would have made, 937.5 of 64.
var held = all.Labels.Length / 10;
var (train, validation) = (all.Slice(0, all.Labels.Length - held), all.Slice(all.Labels.Length - held, held));
var generator = new ImageDataGenerator(rotationRange: rotation, zoomRange: zoom);
BatchSource images = plain ? train : generator.Flow(train, batchSize: 64).Prefetch(4, 2);
double? steps = plain ? null : all.Labels.Length / 64.0;

var model = new Sequential([
    new Input(28, 28, 1),
    new Conv2D(32, window, padding: "same", activation: "relu"),
    new MaxPooling2D(2),
    new Conv2D(64, window, padding: "same", activation: "relu"),
    new MaxPooling2D(2),
    new Conv2D(64, window, padding: "same", activation: "relu"),
    new Dropout(dropout),
    new Flatten(),
    new Dense(64, activation: "relu"),
    new Dense(10, activation: "softmax")], "lab-a-augmentation");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(images, batchSize: 64, epochs, verbose: lab.Verbose, validationData: validation, stepsPerEpoch: steps,
    callbacks: [lab.Monitor]);
lab.Report(model, history, model.Evaluate(test, batchSize: 64));
