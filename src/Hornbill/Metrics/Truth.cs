using Hornbill.Kernels;

namespace Hornbill.Metrics;

/// <summary>What one sample's prediction and target say, whichever way the target is written.</summary>
static class Truth
{
    /// <summary>The target of output <paramref name="i"/>: 1 or 0 where the target is the index of a class.</summary>
    public static float Of(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target, int i) =>
        target.Length == prediction.Length ? target[i] : target[0] == i ? 1 : 0;

    /// <summary>Whether the class predicted is the true one: as Keras, a label between two classes is neither.</summary>
    public static bool IsRight(ReadOnlySpan<float> prediction, ReadOnlySpan<float> target) =>
        target.Length == 1 ? Predicted(prediction) == target[0] : Predicted(prediction) == Statistics.Argmax(target);

    /// <summary>The true class: an index as it stands, of one-hot targets the greatest.</summary>
    public static int Class(ReadOnlySpan<float> target) => target.Length == 1 ? (int)target[0] : Statistics.Argmax(target);

    /// <summary>The class predicted: of one output 1 where it is above ½, else the greatest.</summary>
    public static int Predicted(ReadOnlySpan<float> prediction) =>
        prediction.Length > 1 ? Statistics.Argmax(prediction) : prediction[0] > 0.5f ? 1 : 0;

    /// <summary>Whether class c is among the k greatest, where those equal to the k-th are too; never where its prediction is no finite
    /// number.</summary>
    public static bool AmongWithTies(ReadOnlySpan<float> prediction, int c, int k)
    {
        if ((uint)c >= (uint)prediction.Length || !float.IsFinite(prediction[c])) return false;
        foreach (var p in prediction)
            if (p > prediction[c]) k--;
        return k > 0;
    }

    /// <summary>Whether class c is among the k greatest, those before it going first where they are equal; never where its prediction is
    /// not a number.</summary>
    public static bool Among(ReadOnlySpan<float> prediction, int c, int k)
    {
        if ((uint)c >= (uint)prediction.Length || float.IsNaN(prediction[c])) return false;
        for (var i = 0; i < prediction.Length && k > 0; i++)
            if (prediction[i] > prediction[c] || (prediction[i] == prediction[c] && i < c)) k--;
        return k > 0;
    }
}
