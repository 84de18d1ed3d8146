using Hornbill.Engine;
using Hornbill.Graph;

namespace Hornbill.Models;

public partial class Model
{
    /// <summary>How a batch flows: the segments with their units of work, the steps that each fuses, where every buffer lies, and the bytes
    /// and multiply-adds. Of training where the model is compiled, else of prediction. It is read from the objects that run. Of a model
    /// that takes any size it is that of one size.</summary>
    /// <param name="batchSize">The batch that bytes are given for; the plan itself holds for any.</param>
    /// <param name="inference">Whether of prediction though the model is compiled.</param>
    public string Plan(int batchSize = 32, bool inference = false) =>
        PlanText.Write(PlanData(batchSize, inference));

    /// <summary>What <see cref="Plan"/> shows, as data.</summary>
    /// <param name="batchSize">The batch that bytes are given for; the plan itself holds for any.</param>
    /// <param name="inference">Whether of prediction though the model is compiled.</param>
    /// <example><code>var bytes = model.PlanData(64).Memory.Sum(m => m.Bytes);</code></example>
    public PlanData PlanData(int batchSize = 32, bool inference = false) =>
        PlanText.Describe(Prepare(_objectives is null || inference ? Predicting : Training, _ends).Plan, Name, batchSize);
}
