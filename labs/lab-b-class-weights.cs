#:project ../src/Hornbill
// Lab B, parts 5 and 7: balanced class weights, and turned images. The classes are nearly even, and so the weights, 0.93 to 1.08, gain
// little. The same net, shown the test images turned by 90°, knows hardly a quarter: it has never seen a horse on its back, and nothing in
// a convolution turns with it.
//   dotnet run labs/lab-b-class-weights.cs

var lab = new Lab(args, "Lab B: class weights; upright and turned images");
var even = lab.Option("even", false, "train without weights");
var epochs = lab.Epochs(20);
var (all, test) = lab.Load("cifar10", 10_000, 2_000);
var (train, validation) = all.InRange(PixelRange.Signed).TrainTestSplit(0.25, seed: 0);
test = test.InRange(PixelRange.Signed);

var model = new Sequential([
    new Input(32, 32, 3),
    new Conv2D(16, 3, padding: "same", activation: "relu"),
    new BatchNormalization(),
    new MaxPooling2D(2),
    new Conv2D(32, 3, padding: "same", activation: "relu"),
    new BatchNormalization(),
    new MaxPooling2D(2),
    new Flatten(),
    new Dense(50, activation: "relu"),
    new BatchNormalization(),
    new Dense(10, activation: "softmax")], "lab-b-class-weights");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

ClassWeight? weights = even ? null : ClassWeights.Balanced(train);
var history = model.Fit(train, batchSize: 100, epochs, verbose: lab.Verbose, validationData: validation, classWeight: weights,
    callbacks: [lab.Monitor]);
var turned = model.Evaluate(test.Map(x => ImageOps.Rot90(x)), batchSize: 100);
lab.Report(model, history, model.Evaluate(test, batchSize: 100), ("turned_accuracy", turned["accuracy"]), ("turned_loss", turned.Loss));
