#:project ../src/Hornbill
#:project ../src/Hornbill.Images
// Lab B, part 1: what a convolution is, before nets learn theirs. A Gaussian of 15 × 15 blurs: it keeps what changes slowly. Sobel X
// answers to upright edges, Sobel Y to level ones, both with a sign. "full" makes an image larger by the kernel less one, "same" keeps its
// size, "valid" makes it smaller by as much, so that large kernels without padding soon leave nothing.
//   dotnet run labs/lab-b-convolution.cs -- --sigma 3 --pictures responses

using Hornbill.Images;
using Hornbill.Tensors;

var lab = new Lab(args, "Lab B: a Gaussian and Sobel's kernels over an image of 512 × 512");
var sigma = lab.Option("sigma", 3.0, "of the Gaussian, in pixels");
var pictures = lab.Option("pictures", "", "a folder for the responses as PNG");
lab.Begin();

var image = Rings(512);
var gaussian = ImageOps.GaussianKernel(15, 15, sigma);
(string Name, Tensor Kernel)[] kernels = [("gaussian", gaussian), ("sobel-x", ImageOps.SobelX), ("sobel-y", ImageOps.SobelY)];
List<string> sizes = [];
foreach (var mode in (string[])["full", "same", "valid"])
    foreach (var (name, kernel) in kernels)
    {
        var response = ImageOps.Convolve2D(image, kernel, mode);
        sizes.Add($"{mode} {name} {response.Shape[0]}×{response.Shape[1]}");
        Console.WriteLine(
            $"{name} {kernel.Shape[0]}×{kernel.Shape[1]}, {mode}: {response.Shape}, from {response.Min():F3} to {response.Max():F3}");
        if (pictures.Length > 0) Draw(response, Path.Combine(Directory.CreateDirectory(pictures).FullName, $"{name}-{mode}.png"));
    }
lab.Report(string.Join(", ", sizes));

// Rings that narrow outwards over a slope: edges of every direction, coarse and fine.
static Tensor Rings(int side) => new([side, side], [.. Enumerable.Range(0, side * side).Select(i =>
{
    var (y, x) = ((i / side) - (side / 2), (i % side) - (side / 2));
    return 0.5f + (0.4f * MathF.Sin(((x * x) + (y * y)) / 1500f)) + (0.1f * x / side);
})]);

static void Draw(Tensor response, string path)
{
    var (low, high) = (response.Min(), response.Max());
    PngWriter.Write(path, new Image(response.Shape[1], response.Shape[0], 1,
        [.. response.Data.Select(v => (byte)((v - low) / (high - low) * 255))]));
}
