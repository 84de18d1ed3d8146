using Microsoft.ML.OnnxRuntime;

namespace Hornbill.Benchmarks.Applications;

/// <summary>A net in ONNX Runtime, with all its optimizations, on one input.</summary>
sealed class RuntimeSession : IDisposable
{
    readonly InferenceSession _session;
    readonly OrtValue _input;
    readonly RunOptions _options = new();

    public RuntimeSession(string path, int batch, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads, InterOpNumThreads = 1, GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new(path, options);
        long[] dims = [batch, .. _session.InputMetadata.Values.First().Dimensions.Skip(1).Select(d => (long)d)];
        var values = new float[dims.Aggregate(1L, (n, d) => n * d)];
        for (var i = 0; i < values.Length; i++) values[i] = i * 7919 % 256 / 255f;
        _input = OrtValue.CreateTensorValueFromMemory(values, dims);
    }

    public void Run()
    {
        using var outputs = _session.Run(_options, _session.InputNames, [_input], _session.OutputNames);
    }

    public void Dispose()
    {
        _options.Dispose();
        _input.Dispose();
        _session.Dispose();
    }
}
