using Hornbill.Models;
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
    public void A_profile_tells_each_step_its_share_of_the_peak_and_the_passes()
    {
        var profile = new Profile("net, training", Images: 1000, BatchSize: 10, Seconds: 0.01, Threads: 1, PeakGflops: 100,
        [
            new("conv2d: convolution", 0.004, 100_000, 8000, 0), new("d conv2d: by weights", 0.002, 0, 0, 4000),
        ]);
        Assert.Equal(
        [
            "net, training, batch of 10, 1 thread: 100,000 images/s; peak 100 GFLOP/s a thread",
            " µs/image  share  of peak    GB/s  step",
            "     4.00  40.0%      50%     2.0  conv2d: convolution",
            "     2.00  20.0%              0.2  d conv2d: by weights",
            "     4.00  40.0%                   forward, weights packed",
            "     2.00  20.0%                   gradients by weights",
            "     4.00  40.0%                   update of the weights, waiting",
        ], profile.Lines());
    }

    [Fact]
    public void Every_step_that_works_has_its_time()
    {
        var net = Nets.Find("lab-d");
        var profile = Profile.Measure(net, new Dictionary<string, string>(), training: true, threads: 2, seconds: 0.01);
        Assert.All(profile.Steps.Where(s => s.MultiplyAdds > 0), s => Assert.True(s.Seconds > 0, s.Name));
        Assert.True(profile.Steps.Sum(s => s.Seconds) < 2 * profile.Seconds);
    }

    [Fact]
    public void The_peak_is_that_of_a_processor_of_this_century() => Assert.InRange(Peak.Gflops(1), 0.1, 1000);
}
