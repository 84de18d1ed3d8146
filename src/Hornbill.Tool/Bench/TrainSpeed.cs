using Hornbill.Tool.Runs;

namespace Hornbill.Tool.Bench;

/// <summary>How fast a net was, on what.</summary>
sealed record TrainSpeed(string Net, int BatchSize, int Threads, double Train, double Inference, double PeakGflops)
{
    /// <summary>The keys of the PyTorch script that it is compared with, then the machine.</summary>
    public string ToJson() => Json.Line(json =>
    {
        json.WriteString("engine", Product.Engine);
        json.WriteString("net", Net);
        json.WriteNumber("batch", BatchSize);
        json.WriteNumber("threads", Threads);
        Json.Number(json, "train_images_per_second", Math.Round(Train));
        Json.Number(json, "inference_images_per_second", Math.Round(Inference));
        json.WriteString("processor", Processor.Name);
        Json.Number(json, "peak_gflops", Math.Round(PeakGflops, 1));
    });
}
