using Hornbill.Tensors;

namespace Hornbill.Models;

/// <summary>A model's graph as data: a box for each time a layer is applied, and an edge for each value that one gives another.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Boxes">The boxes, in the order of computation.</param>
/// <param name="Edges">From box to box; the first comes earlier.</param>
public sealed record Diagram(string Name, IReadOnlyList<DiagramBox> Boxes, IReadOnlyList<DiagramEdge> Edges);

/// <summary>A layer where it is applied.</summary>
/// <param name="Name">Its name, of a layer within a model within <c>base/conv2d</c>.</param>
/// <param name="Kind">Its class.</param>
/// <param name="Inputs">The shapes of one sample of what it is applied to.</param>
/// <param name="Outputs">The shapes of one sample of what comes of it.</param>
public sealed record DiagramBox(string Name, string Kind, IReadOnlyList<Shape> Inputs, IReadOnlyList<Shape> Outputs);

/// <summary>A value that one box gives another.</summary>
/// <param name="From">The box that makes it.</param>
/// <param name="To">The box that reads it.</param>
public readonly record struct DiagramEdge(int From, int To);
