#:project ../src/Hornbill
// Lab A: transfer. A net learns digits; its convolutions are frozen and a new head on them learns clothes from 1,000 labelled images. The
// same net from scratch on the same 1,000 has only those to learn its filters from.
//   dotnet run labs/lab-a-transfer.cs -- --labelled 1000

using Hornbill.Applications;

var lab = new Lab(args, "Lab A: what was learnt on digits, reused on clothes");
var labelled = lab.Option("labelled", 1000, "images of clothes with labels");
var digits = lab.Option("digits", 60_000, "images of digits that the trunk learns from");
var epochs = lab.Epochs(40);
var (before, beforeTest) = lab.Load("mnist", digits);
var (some, test) = lab.Quick ? (before, beforeTest) : Datasets.Load("fashion-mnist", labelled);

Sequential Trunk() => new([new Input(28, 28, 1),
    new Conv2D(32, 5, activation: "relu"), new MaxPooling2D(2), new Conv2D(64, 5, activation: "relu"), new MaxPooling2D(2), new Flatten()],
    "trunk");
Sequential Head() => new([new Input(1024), new Dropout(0.5), new Dense(10, activation: "softmax")], "head");

// The trunk learns digits under a head of its own.
var trunk = Trunk();
var learnt = Transfer.Join(trunk, Head(), "digits");
learnt.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
learnt.Fit(before, batchSize: 128, epochs: lab.Quick ? 1 : 2, verbose: lab.Verbose);

// Frozen, it makes features once; a head learns clothes from them.
Transfer.Freeze(trunk);
var head = Head();
head.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
var features = new FeatureCache();
var history = head.Fit(features.Features(trunk, some, 128), batchSize: 32, epochs, verbose: lab.Verbose, callbacks: [lab.Monitor]);
var result = head.Evaluate(features.Features(trunk, test, 128), batchSize: 128);

// The same net on the same images, from its first weights.
var scratch = Transfer.Join(Trunk(), Head(), "scratch");
scratch.Compile("adam", "sparse_categorical_crossentropy", metrics: ["accuracy"]);
scratch.Fit(some, batchSize: 32, epochs, verbose: lab.Verbose);
var alone = scratch.Evaluate(test, batchSize: 128)["accuracy"];
lab.Report(head, history, result, ("scratch_accuracy", alone), ("gain", result["accuracy"] - alone));
