namespace Hornbill.Models;

/// <summary>Where a model's random numbers stand: with its seed and the steps of its training all that they are a function of. It outlives
/// compiling anew, so that no two passes draw the same.</summary>
sealed class Draws
{
    long _stepsBefore, _passes;

    /// <summary>What a file keeps of it.</summary>
    public IReadOnlyList<long> Numbers
    {
        get => [_stepsBefore, _passes, Epochs, Orders, Offset];
        set
        {
            if (value.Any(n => n is < 0 or > int.MaxValue))
                throw new ArgumentException(
                    $"The random numbers stand at {string.Join(", ", value)}, but whole numbers from 0 are expected. Save the model " +
                    $"again.");
            long At(int i) => i < value.Count ? value[i] : 0;
            (_stepsBefore, _passes, Epochs, Orders, Offset) = (At(0), At(1), (int)At(2), (int)At(3), (int)At(4));
        }
    }

    /// <summary>The number of the last epoch that was begun, counted from 1.</summary>
    public int Epochs { get; private set; }

    /// <summary>Orders of the data that have been drawn.</summary>
    public int Orders { get; private set; }

    /// <summary>What is added to the number of a pass over the data to get that of its order.</summary>
    public int Offset { get; private set; }

    /// <summary>Forward and backward passes that no step has followed yet.</summary>
    public ulong Passes => (ulong)_passes;

    /// <summary>The step that dropout and augmentation draw by.</summary>
    public uint Step(long steps) => (uint)(_stepsBefore + steps);

    /// <summary>A pass has been made.</summary>
    public void Passed() => _passes++;

    /// <summary>A step has been made.</summary>
    public void Stepped() => _passes = 0;

    /// <summary>Steps are counted anew.</summary>
    public void Compiled(long steps) => (_stepsBefore, _passes) = (_stepsBefore + steps, 0);

    /// <summary>A Fit begins with an epoch and a pass over the data: where it does not go on with the numbers of the one before, its orders
    /// follow those.</summary>
    public void Fits(int epoch, int pass)
    {
        if (epoch != Epochs) Offset = Math.Max(0, Orders - pass);
    }

    /// <summary>An epoch begins.</summary>
    public void Begins(int epoch) => Epochs = epoch + 1;

    /// <summary>A pass over the data is read.</summary>
    public void Reads(int pass) => Orders = Math.Max(Orders, pass + Offset + 1);
}
