using Xunit;

namespace Hornbill.Tests.Golden;

/// <summary>Both sides make the same numbers.</summary>
public class GoldenDataTests
{
    static readonly Dictionary<string, int[]> SecondKernel = new() { ["lab-d"] = [3, 3, 32, 64], ["lab-a-5x5"] = [5, 5, 32, 64] };

    [Fact]
    public void Weights_images_and_labels_are_those_of_the_script()
    {
        foreach (var run in GoldenData.Read("ten_losses.json").GetProperty("runs").EnumerateArray())
        {
            var (seed, batch) = (run.GetProperty("seed").GetInt32() * 1000, run.GetProperty("batch").GetInt32());
            var kernel = GoldenData.Weight(seed + 2, SecondKernel[run.GetProperty("net").GetString()!]);
            var labels = GoldenData.Labels(seed + 209, batch);
            var image = GoldenData.Images(seed + 109, labels).AsSpan(^(28 * 28)..).ToArray();
            Assert.Equal(run.Doubles("first_weights"), kernel.Take(4).Select(w => (double)w));
            Assert.Equal(run.Ints("last_labels"), labels[^8..]);
            Assert.Equal(run.Doubles("last_pixels"), image.Select(p => (double)p));
        }
    }

    [Fact]
    public void Optimizers_get_the_weights_and_gradients_of_the_script()
    {
        var golden = GoldenData.Read("optimizers.json");
        Assert.Equal(golden.Doubles("first_weights"), GoldenData.OptimizerWeights().Take(4).Select(w => (double)w));
        Assert.Equal(golden.Doubles("first_gradients"), GoldenData.OptimizerGradient(1).Take(4).Select(g => (double)g));
    }

    [Fact]
    public void Every_file_names_its_script()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root(), "tests/Hornbill.Tests/Golden"), "*.json"))
            Assert.True(File.Exists(Path.Combine(Repository.Root(),
                GoldenData.Read(Path.GetFileName(file)).GetProperty("script").GetString()!)), file);
    }
}
