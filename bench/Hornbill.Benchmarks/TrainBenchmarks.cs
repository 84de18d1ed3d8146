using BenchmarkDotNet.Attributes;
using Hornbill.Engine;
using Hornbill.Models;

namespace Hornbill.Benchmarks;

/// <summary>A whole training step of each built-in net, with its lab's batch, on all processors.</summary>
public class TrainBenchmarks
{
    Action _step = () => { };

    public static IEnumerable<string> Names => Nets.All.Select(n => n.Name);

    [ParamsSource(nameof(Names))]
    public string Net { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        var net = Nets.Find(Net);
        _step = net.Build().RandomStep(net.BatchSize, training: true);
    }

    [Benchmark]
    public void Step() => _step();
}
