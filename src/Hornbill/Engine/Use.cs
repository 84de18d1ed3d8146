namespace Hornbill.Engine;

/// <summary>What a step does to a value.</summary>
enum Access
{
    /// <summary>Reads what was written before.</summary>
    Read,

    /// <summary>Writes all of it.</summary>
    Write,

    /// <summary>Writes some of it; the rest stands.</summary>
    Part,

    /// <summary>Reads it and writes it in place.</summary>
    Change,

    /// <summary>Adds to what is there; where nothing is there yet, writes all of it.</summary>
    Add,
}

/// <summary>One value that a step touches, and how. Only a use gives a step's work an address (see <see cref="Frame.At(Use)"/>), so nothing
/// is touched that was not declared.</summary>
sealed class Use(Value value, Access access)
{
    public Value Value => value;

    public Access Access => access;

    /// <summary>Whether no step before writes the value; known when all steps are (see <see cref="Step.Order"/>).</summary>
    public bool First { get; set; }

    public bool Writes => access != Access.Read;

    /// <summary>Whether what was there before matters.</summary>
    public bool Reads => access is Access.Read or Access.Change || (access is Access.Part or Access.Add && !First);

    /// <summary>Floats from one sample to the next; 0 for what all samples share.</summary>
    public int Stride => value.PerSample ? value.Stride : 0;
}
