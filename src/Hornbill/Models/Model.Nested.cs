using Hornbill.Engine;
using Hornbill.Graph;
using Hornbill.Layers;

namespace Hornbill.Models;

// A model as a layer of another one.
public partial class Model
{
    internal override bool HasName => !_nameIsDefault;

    internal override int Makes => _outputs.Count;

    /// <summary>Its layers' calls in the order of computation, each with the number it has among its layer's.</summary>
    internal IReadOnlyList<(Layer Layer, Call Call, int Number)> GraphCalls
    {
        get
        {
            var order = _inputs.Concat(Graph.Node.Sorted(_outputs)).Distinct().Select((n, i) => (Node: n, Place: i))
                .ToDictionary(x => x.Node, x => x.Place);
            int Place(Call c) => c.Outputs.Max(o => order.GetValueOrDefault(o, -1));
            var calls = Layers.SelectMany(l => l.Calls.Select(c => (Layer: l, Call: c))).Where(x => Place(x.Call) >= 0)
                .OrderBy(x => Place(x.Call));
            var numbers = new Dictionary<Layer, int>();
            return [.. calls.Select(x => (x.Layer, x.Call, numbers[x.Layer] = numbers.GetValueOrDefault(x.Layer, -1) + 1))];
        }
    }

    internal override void GiveName(string name) => (Label.Text, _nameIsDefault) = (name, false);

    /// <inheritdoc/>
    protected internal override Node Build(Node input) => BuildAll([input])[0];

    internal override IReadOnlyList<Node> BuildAll(IReadOnlyList<Node> inputs)
    {
        Finished();
        if (inputs.Count != _inputs.Count)
            throw new ArgumentException(
                $"{Kind} '{Shown}' got {inputs.Count} inputs but takes {_inputs.Count}. Pass as many nodes, in the order of its Inputs.");
        for (var i = 0; i < inputs.Count; i++)
            if (!_inputs[i].Shape.Fits(inputs[i].Shape)) throw BadInput(inputs[i].Shape, $"{_inputs[i].Shape}",
                "Use a Reshape or a convolution before it that makes that shape.");
        // The same operations on other inputs: weights are nodes of their own and stay.
        if (!TakesAnySize) return Graph.Node.Copy(_outputs, [.. _inputs.Zip(inputs)], Label.Of);
        var nodes = Replay(inputs);
        return Graph.Node.Copy([.. _outputs.Select(o => nodes[o])], [.. inputs.Select(i => (i, i))], Label.Of);
    }
}
