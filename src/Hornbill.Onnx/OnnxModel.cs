using Hornbill.Models;
using Hornbill.Onnx.Export;
using Hornbill.Onnx.Import;
using Hornbill.Tensors;

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

    /// <summary>Reads a model of ONNX, operator sets 7 to 25, as one of the library: it predicts, trains, is shown and saved as any
    /// other.</summary>
    /// <remarks>Images go in and come out with the channels last, (height, width, channels), however they lie in the file.</remarks>
    /// <param name="path">The file; weights that it keeps beside must lie in its folder.</param>
    /// <param name="inputShape">The size of images, (height, width, channels), where the file leaves it open and an operator must know
    /// it.</param>
    /// <returns>The model, not compiled, with the file's texts as its metadata.</returns>
    /// <exception cref="InvalidDataException">The file is no model, is damaged, or has an operator that is not supported; the error names
    /// it.</exception>
    /// <example><code>var model = OnnxModel.Load("resnet18.onnx"); // the same as Model.FromOnnx("resnet18.onnx")</code></example>
    public static Model Load(string path, Shape? inputShape = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OnnxReader.Read(path, inputShape).Model;
    }

    /// <param name="model">The model.</param>
    extension(Model model)
    {
        /// <summary>Reads a model of ONNX, operator sets 7 to 25, as one of the library: it predicts, trains, is shown and saved as any
        /// other.</summary>
        /// <remarks>Images go in and come out with the channels last, (height, width, channels), however they lie in the file.</remarks>
        /// <param name="path">The file; weights that it keeps beside must lie in its folder.</param>
        /// <param name="inputShape">The size of images, (height, width, channels), where the file leaves it open and an operator must
        /// know it.</param>
        /// <returns>The model, not compiled, with the file's texts as its metadata.</returns>
        /// <exception cref="InvalidDataException">The file is no model, is damaged, or has an operator that is not supported; the error
        /// names it.</exception>
        /// <example><code>var model = Model.FromOnnx("resnet18.onnx");</code></example>
        public static Model FromOnnx(string path, Shape? inputShape = null) => Load(path, inputShape);

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
