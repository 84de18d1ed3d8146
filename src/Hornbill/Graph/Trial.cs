namespace Hornbill.Graph;

/// <summary>What nodes are made for, where the sizes of inputs are not known.</summary>
enum Trial
{
    /// <summary>Sizes are known.</summary>
    None,

    /// <summary>The first trial of a layer.</summary>
    First,

    /// <summary>The second one, with other sizes.</summary>
    Second,

    /// <summary>A layer applied anew, to inputs whose sizes data have given.</summary>
    Again,
}
