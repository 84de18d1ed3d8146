namespace Hornbill.Applications;

/// <summary>A class that a net sees in an image.</summary>
/// <param name="Id">The class's id: of ImageNet its WordNet number, such as n02123045; elsewhere its place among the classes.</param>
/// <param name="Name">Its name.</param>
/// <param name="Probability">From 0 to 1; of a net without a softmax what it says in its place.</param>
public sealed record Prediction(string Id, string Name, float Probability);
