namespace Hornbill.Serialization;

/// <summary>A name that a pickle gave: a module and what is in it.</summary>
sealed record PickleName(string Text);

/// <summary>What is wrong with a pickle, before the reader adds where.</summary>
sealed class PickleFault(string came, string expected) : Exception($"{came}, but {expected}.")
{
    public string Came => came;

    public string Expected => expected;
}

/// <summary>What pickles of one kind may name, make and fill beside numbers, texts, lists and dictionaries. Python would call what they
/// name; here each name is a word that a few lines know, and every other is refused. Nothing is executed.</summary>
abstract class PickleTypes
{
    /// <summary>What such a pickle is, with its article.</summary>
    public abstract string Kind { get; }

    /// <summary>What may be in it, as the second half of "…, but …".</summary>
    public abstract string Allowed { get; }

    /// <summary>What to do with another, as a sentence.</summary>
    public abstract string Fix { get; }

    /// <summary>Whether a name, <c>module member</c>, may stand in it.</summary>
    public abstract bool Knows(string name);

    /// <summary>What a call makes; null where nothing may be made so.</summary>
    public abstract object? Make(string name, object[] arguments);

    /// <summary>Fills what was made with its state; false where it takes none.</summary>
    public abstract bool Fill(object made, object state);

    /// <summary>What lies outside of the pickle under that key; null where nothing does.</summary>
    public virtual object? Outside(object[] key) => null;
}
