using Microsoft.ML.OnnxRuntime;
using DenseTensor = Microsoft.ML.OnnxRuntime.Tensors.DenseTensor<float>;
using Shape = Hornbill.Tensors.Shape;
using Tensor = Hornbill.Tensors.Tensor;

namespace Hornbill.Onnx.Tests;

/// <summary>What another program computes of a file.</summary>
static class OnnxRuntime
{
    /// <summary>The outputs for inputs in the order of the file's.</summary>
    public static Tensor[] Run(string path, params Tensor[] inputs)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        using var session = new InferenceSession(path, options);
        NamedOnnxValue[] values = [.. session.InputNames.Zip(inputs, (name, x) =>
            NamedOnnxValue.CreateFromTensor(name, new DenseTensor(x.Data.ToArray(), x.Shape.ToArray())))];
        using var results = session.Run(values);
        var byName = results.ToDictionary(r => r.Name, r => r.AsTensor<float>());
        return [.. session.OutputNames.Select(n => new Tensor(Shape.Create(byName[n].Dimensions), byName[n].ToArray()))];
    }
}
