using Hornbill.Models;
using Hornbill.Onnx.Export;

namespace Hornbill.Onnx;

/// <summary>Models in and out of the format of ONNX.</summary>
public static class OnnxModel
{
    /// <summary>Writes a model as ONNX: operator set 17, IR 8.</summary>
    /// <param name="model">The model, as it predicts.</param>
    /// <param name="path">The file; with <see cref="OnnxOptions.ExternalData"/> another of the same name and .data is beside it.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="NotSupportedException">A layer computes what ONNX cannot express; it is named.</exception>
    /// <exception cref="ArgumentException">An option does not go with the model.</exception>
    public static void Save(Model model, string path, OnnxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        OnnxWriter.Write(model, path, options ?? new());
    }

    extension(Model model)
    {
        /// <summary>Writes the model as ONNX: operator set 17, IR 8, the batch of any size, class names and preprocessing in the
        /// metadata.</summary>
        /// <param name="path">The file; with <see cref="OnnxOptions.ExternalData"/> another of the same name and .data is beside
        /// it.</param>
        /// <param name="options">How it is written.</param>
        /// <exception cref="NotSupportedException">A layer computes what ONNX cannot express; it is named.</exception>
        /// <exception cref="ArgumentException">An option does not go with the model.</exception>
        /// <example><code>model.ExportOnnx("net.onnx", new() { Input = "nchw" });</code></example>
        public void ExportOnnx(string path, OnnxOptions? options = null) => Save(model, path, options);
    }
}
