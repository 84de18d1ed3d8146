using Hornbill.Tool.Bench;
using Xunit;

namespace Hornbill.Tests.Tool;

public class BenchTests
{
    [Fact]
    public void Speed_is_told_with_the_keys_of_the_peers_script() => Assert.Matches(
        """^\{"engine":"hornbill [^"]+","net":"lab-d","batch":128,"threads":2,"train_images_per_second":1235,"inference_images_per_second":5678,"processor":"[^"]+","peak_gflops":99.9\}$""",
        new TrainSpeed("lab-d", 128, 2, 1234.6, 5678, 99.94).ToJson());

    [Fact]
    public void The_best_step_counts_after_two_to_warm_up()
    {
        var steps = 0;
        var rate = TrainBench.Rate(() => Thread.Sleep(steps++ == 2 ? 5 : 60), images: 10, seconds: 0.1);
        Assert.InRange(steps, 3, 6);
        Assert.InRange(rate, 10 / 0.060, 10 / 0.005);
    }

    [Fact]
    public void The_peak_is_that_of_a_processor_of_this_century() => Assert.InRange(Peak.Gflops(1), 0.1, 1000);
}
