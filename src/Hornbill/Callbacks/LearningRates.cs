using Hornbill.Models;

namespace Hornbill.Callbacks;

/// <summary>What callbacks that set the learning rate need.</summary>
static class LearningRates
{
    /// <summary>Throws where a schedule sets the learning rate.</summary>
    public static void Check(Callback callback, IReadOnlyList<Callback> all)
    {
        var optimizer = callback.Model.Optimizer!;
        if (optimizer.FollowsSchedule) optimizer.Move(optimizer.LearningRate);
        if (callback is LearningRateScheduler && all.OfType<LearningRateScheduler>().Last() != callback)
            callback.Model.Warn("Two LearningRateSchedulers came, of which the later one sets the rate last. Use one of them.");
    }
}
