namespace Hornbill.Optimizers;

/// <summary>A learning rate for each step of training.</summary>
public abstract class Schedule
{
    /// <summary>The learning rate of a step, counted from 0.</summary>
    public abstract double At(long step);
}
