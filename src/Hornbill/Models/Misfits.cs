using Hornbill.Data;
using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>What samples seem to be that a model does not take.</summary>
enum Misfit
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>One sample without the batch, which comes first.</summary>
    OneSample,

    /// <summary>The same of an image of another size.</summary>
    OneOfAnotherSize,

    /// <summary>One image without the batch whose channels come first.</summary>
    OneOfPlanes,

    /// <summary>Images whose channels come first.</summary>
    Planes,

    /// <summary>A number for each sample, where images are needed.</summary>
    Labels,

    /// <summary>Images of the size needed with other channels.</summary>
    Channels,

    /// <summary>Images of another size.</summary>
    Size,

    /// <summary>As many values in another arrangement.</summary>
    Arrangement,
}

/// <summary>Which samples a model takes, and what to do about others.</summary>
static class Misfits
{
    /// <summary>Whether samples of a shape are taken for another. As in Keras 3 a last dimension of 1 may be there or not.</summary>
    public static bool Takes(Shape needed, Shape came) => needed.Fits(came) ||
        (came.Rank == needed.Rank - 1 && needed[^1] == 1 && needed.Fits(Shape.Create([.. came, 1]))) ||
        (came.Rank == needed.Rank + 1 && came[^1] == 1 && needed.Fits(Shape.Create(came.ToArray().AsSpan(..^1))));

    /// <summary>What samples seem to be.</summary>
    /// <param name="count">How many there are; null where that is not known.</param>
    /// <param name="came">The shape of one.</param>
    /// <param name="needed">The shape that a model takes.</param>
    public static Misfit Of(int? count, Shape came, Shape needed)
    {
        if (count is { } n && OfOne(came.Prepend(n), needed) is not Misfit.Other and var one) return one;
        if (came.Elements == 1 && needed.Rank > 1) return Misfit.Labels;
        if (came.Rank != 3 || needed.Rank != 3) return IsAsMany(came, needed) ? Misfit.Arrangement : Misfit.Other;
        if (needed.Fits(Turned(came))) return Misfit.Planes;
        if (came[2] == needed[2]) return Misfit.Size;
        return needed.Fits(Shape.Create(came[0], came[1], needed[2])) ? Misfit.Channels : IsAsMany(came, needed) ? Misfit.Arrangement
            : Misfit.Other;
    }

    /// <summary>What to do about an input's samples, as a program can.</summary>
    public static string Fix(BatchSource data, int input, Shape needed)
    {
        var came = data.Inputs[input].Shape;
        return Of(data.Count, came, needed) switch
        {
            Misfit.OneSample =>
                $"It looks like one sample without the batch dimension, which comes first. Use x.Reshape([1, " +
                $"{Sizes(data.Count!.Value, came, needed)}]).",
            Misfit.OneOfAnotherSize =>
                $"It looks like one image without the batch dimension, and of another size. Use ImageOps.Resize(x, {needed[0]}, " +
                $"{needed[1]}), then Reshape([1, {string.Join(", ", needed)}]).",
            Misfit.OneOfPlanes => "It looks like one image without the batch dimension, and with channels first, where they come last. " +
                                  $"Use x.Transpose(1, 2, 0).Reshape([1, {string.Join(", ", Turned(came.Prepend(data.Count!.Value)))}]).",
            Misfit.Planes => "It looks like planes, channels first, where channels come last. Use x.Transpose(0, 2, 3, 1).",
            Misfit.Labels when data.Targets.Any(t => Takes(needed, t.Shape)) =>
                "Samples and targets look exchanged. Give the samples first: Fit(x, y).",
            Misfit.Labels => "They look like labels, one number for each sample. Give the images that the labels belong to.",
            Misfit.Channels =>
                $"They have {came[2]} channels where the model takes {needed[2]}. {Channels(came[2], needed[2])}, or give the model new " +
                $"Input({string.Join(", ", came)}).",
            Misfit.Size =>
                $"They are images of another size. Use ImageOps.Resize(x, {needed[0]}, {needed[1]}), or give the model new " +
                $"Input({string.Join(", ", came)}).",
            Misfit.Arrangement => $"Reshape the samples, or give the model new Input({string.Join(", ", came)}).",
            _ => $"Give the model new Input({string.Join(", ", came)}), or other data.",
        };
    }

    static Misfit OfOne(Shape whole, Shape needed)
    {
        if (Takes(needed, whole) || Bare(whole) == Bare(needed)) return Misfit.OneSample;
        if (whole.Rank != 3 || needed.Rank != 3) return Misfit.Other;
        return needed.Fits(Turned(whole)) ? Misfit.OneOfPlanes : whole[2] == needed[2] && needed.IsKnown ? Misfit.OneOfAnotherSize
            : Misfit.Other;
    }

    static Shape Turned(Shape planes) => Shape.Create(planes[1], planes[2], planes[0]);

    // Dimensions of 1 are easily lost, or won.
    static Shape Bare(Shape s) => Shape.Create([.. s.Where(d => d != 1)]);

    static bool IsAsMany(Shape came, Shape needed) => needed.IsKnown && came.Elements == needed.Elements;

    static string Sizes(int count, Shape came, Shape needed) => string.Join(", ", needed.IsKnown ? needed : came.Prepend(count));

    static string Channels(int came, int needed) => (came, needed) switch
    {
        (3, 1) => "Make them grey, as image.ToGray() of Hornbill.Images does",
        (1, 3) => "Make them colour images, as image.ToRgb() of Hornbill.Images does",
        _ => "Give images with as many",
    };
}
