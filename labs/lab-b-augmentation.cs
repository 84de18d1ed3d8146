#:project ../src/Hornbill
// Lab B, part 9: images turned by up to 30° and flipped both ways while the net trains. The training accuracy rises slowly and the gap to
// the test closes: 0.59 instead of 0.54, and turned images are known half as often again. The report does not print the net; this is the
// one with two convolutions and a dense layer. Elastic deformation is one more kind: --elastic.
//   dotnet run labs/lab-b-augmentation.cs -- --epochs 70

var lab = new Lab(args, "Lab B: training from a generator, upright and turned images");
var rotation = lab.Option("rotation", 30.0, "degrees, either way");
var upright = lab.Option("upright", false, "flip left and right only");
var elastic = lab.Option("elastic", false, "deform the images elastically instead");
var epochs = lab.Epochs(70);
var (all, test) = lab.Load("cifar10", 10_000, 2_000);
var (train, validation) = all.InRange(PixelRange.Signed).TrainTestSplit(0.25, seed: 1);
test = test.InRange(PixelRange.Signed);

var generator = new ImageDataGenerator(rotationRange: rotation, horizontalFlip: true, verticalFlip: !upright);
BatchSource images = elastic ? train.Augment(new RandomElasticTransform()) : generator.Flow(train, batchSize: 100);

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
    new Dense(10, activation: "softmax")], "lab-b-augmentation");
model.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

// As in the report, the validation images come from the generator too.
var history = model.Fit(images.Prefetch(4, 2), batchSize: 100, epochs, verbose: lab.Verbose, stepsPerEpoch: lab.Quick ? 5 : 60,
                        validationData: generator.Flow(validation, batchSize: 100), validationSteps: lab.Quick ? 2 : 15,
                            callbacks: [lab.Monitor]);
var turned = model.Evaluate(test.Map(x => ImageOps.Rot90(x)), batchSize: 100);
lab.Report(model, history, model.Evaluate(test, batchSize: 100), ("turned_accuracy", turned["accuracy"]), ("turned_loss", turned.Loss));
