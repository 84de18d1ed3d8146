#:project ../src/Hornbill
// Lab C: kinds of convolution on Fashion-MNIST, each before the same head, trained by plain SGD for ten epochs. Three convolutions are no
// better than one until dropout helps them; a separable one does as well with a thousandth of the weights before the head; the transposed
// one is the best here and the slowest. A depthwise one as large as the image leaves a single number of it: little can be told from that,
// and where its relu dies, nothing. What an accuracy costs in time is the lab's question: labs/README.md shows both.
//   dotnet run labs/lab-c-convolutions.cs -- --net 3a

var lab = new Lab(args, "Lab C: kinds of convolution on Fashion-MNIST");
var net = lab.Option("net", "1", "1, 2, 3, 3a, 4, 6, 7 or 8");
var rate = lab.Option("learning-rate", 0.05, "of SGD");
var batch = lab.Option("batch", 500, "images in a step");
var epochs = lab.Epochs(10);
var (train, test) = lab.Load("fashion-mnist");

Conv2D Conv() => new(32, 3, activation: "relu");
Layer[] before = net switch
{
    "1" => [Conv(), new MaxPooling2D(2)],
    "2" => [Conv(), new MaxPooling2D(2), new Dropout(0.15)],
    "3" => [Conv(), new MaxPooling2D(2), Conv(), Conv()],
    "3a" or "4" => [Conv(), new MaxPooling2D(2), new Dropout(0.1), Conv(), new Dropout(0.1), Conv(), new Dropout(0.1)],
    "6" => [new SeparableConv2D(32, 3, activation: "relu"), new MaxPooling2D(2)],
    "7" => [new DepthwiseConv2D(28, strides: 3, activation: "relu")],
    "8" => [new Conv2DTranspose(32, 3, activation: "relu"), new ReLU(), new MaxPooling2D(2)],
    _ => throw new ArgumentException($"There is no net '{net}'. Known: 1, 2, 3, 3a, 4, 6, 7, 8. Choose one of these."),
};
int[] head = net == "4" ? [1000, 500, 100] : [100];

var model = new Sequential([
    new Input(28, 28, 1),
    .. before,
    new Flatten(),
    .. head.Select(n => new Dense(n, activation: "relu")),
    new Dense(10, activation: "softmax")], $"lab-c-{net}");
model.Compile(new SGD(rate), "sparse_categorical_crossentropy", metrics: ["accuracy"]);
Console.WriteLine(model.Summary());

var history = model.Fit(train, batch, epochs, verbose: lab.Verbose, validationData: test, callbacks: [lab.Monitor]);
lab.Report(model, history, model.Evaluate(test, batch));
