#:project ../src/Hornbill
#:project ../src/Hornbill.Images
// Lab B, parts 3 and 4: the data. The first 10,000 training and 2,000 test images of CIFAR-10; the classes are nearly, not quite, as large
// as each other, which class weights even out; a quarter is held out as scikit-learn's train_test_split draws it.
//   dotnet run labs/lab-b-data.cs -- --picture examples.png

using Hornbill.Images;

var lab = new Lab(args, "Lab B: CIFAR-10, its classes and its split");
var picture = lab.Option("picture", "", "a PNG file for 25 training images, others at each run");
var (all, test) = lab.Load("cifar10", 10_000, 2_000);

var (train, validation) = all.InRange(PixelRange.Signed).TrainTestSplit(0.25, seed: 0);
Console.WriteLine($"{all}\ntest: {test}");
Console.WriteLine(
    $"pixels from {train.Range.Low} to {train.Range.High}; class weights " +
    $"{string.Join(", ", ClassWeights.Balanced(train).Select(w => $"{w:F3}"))}");
if (picture.Length > 0)
{
    int[] chosen = [.. Enumerable.Range(0, 25).Select(_ => Random.Shared.Next(all.Labels.Length))];
    var (shape, pixels) = (all.ImageShape, all.ImageShape.Elements);
    PngWriter.Write(picture, ImageGrid.Draw([.. chosen.Select(i =>
        new Image(shape[1], shape[0], shape[2], all.Images.AsSpan(i * pixels, pixels).ToArray()))],
                                            [.. chosen.Select(i => all.ClassNames[all.Labels[i]])]));
}
var counts = Enumerable.Range(0, 10).Select(c => all.Labels.Count(l => l == c));
lab.Report(
    $"classes {string.Join(", ", counts)}; {train.Labels.Length} to train, {validation.Labels.Length} to validate, {test.Labels.Length} " +
    $"to test");
