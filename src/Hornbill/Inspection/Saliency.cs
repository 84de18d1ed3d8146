using Hornbill.Models;
using Hornbill.Tensors;

namespace Hornbill.Inspection;

/// <summary>Which pixels move the score of a class: its gradient by them. (Simonyan, Vedaldi, Zisserman, 2014)</summary>
/// <example><code>Tensor map = Saliency.Map(model, picture); // (1, 224, 224)</code></example>
public static class Saliency
{
    /// <summary>∂ score / ∂ pixel. The score is what goes into a last softmax or sigmoid.</summary>
    /// <param name="model">A model of one input that predicts classes.</param>
    /// <param name="x">Images (n, height, width, channels), as the model takes them.</param>
    /// <param name="classes">A class for each image; the likeliest by default.</param>
    /// <returns>The shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The images do not fit the model, or there is no such class.</exception>
    public static Tensor Of(Model model, Tensor x, IReadOnlyList<int>? classes = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(x);
        return ClassScores.Gradients(model, x, ClassScores.Classes(model, x, classes))[0];
    }

    /// <summary>The same as a picture: of each pixel the greatest |∂ score / ∂ channel|.</summary>
    /// <param name="model">A model of one input that predicts classes.</param>
    /// <param name="x">Images (n, height, width, channels), as the model takes them.</param>
    /// <param name="classes">A class for each image; the likeliest by default.</param>
    /// <returns>(n, height, width), from 0 on.</returns>
    /// <exception cref="ArgumentException">The images do not fit the model, or there is no such class.</exception>
    public static Tensor Map(Model model, Tensor x, IReadOnlyList<int>? classes = null) => Of(model, x, classes).Map(MathF.Abs).Max(-1);
}
