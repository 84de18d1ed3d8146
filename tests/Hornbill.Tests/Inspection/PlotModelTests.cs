using System.Globalization;
using System.Xml.Linq;
using Hornbill.Inspection;
using Hornbill.Layers;
using Hornbill.Models;
using Xunit;

namespace Hornbill.Tests.Inspection;

public class PlotModelTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    static Model Branched(string name = "conv")
    {
        var x = new Input(8, 8, 3).Output;
        var trunk = new Sequential([new Input(8, 8, 4), new Conv2D(4, 3, padding: "same"), new Activation("relu")], "trunk");
        var y = new Conv2D(4, 3, padding: "same") { Name = name }.Apply(x);
        var z = new Add().Apply(y, trunk.Apply(y));
        z = new Concatenate().Apply(x, new Conv2D(2, 1).Apply(z), y);
        return new([x], [new Dense(3).Apply(new Flatten().Apply(z))]);
    }

    [Fact]
    public void The_graph_as_data()
    {
        var diagram = Branched().ToDiagram();
        Assert.Equal(["input", "conv", "trunk", "add", "conv2d", "concatenate", "flatten", "dense"], diagram.Boxes.Select(b => b.Name));
        Assert.Equal([(0, 1), (1, 2), (1, 3), (2, 3), (3, 4), (0, 5), (4, 5), (1, 5), (5, 6), (6, 7)],
            diagram.Edges.Select(e => (e.From, e.To)));
        Assert.Equal("Sequential", diagram.Boxes[2].Kind);
        Assert.Equal(3, diagram.Boxes[5].Inputs.Count);
        var expanded = Branched().ToDiagram(expandNested: true);
        Assert.Equal(["input", "conv", "trunk/conv2d", "trunk/activation", "add"], expanded.Boxes.Take(5).Select(b => b.Name));
        Assert.Equal([(0, 1), (1, 2), (2, 3), (1, 4), (3, 4)], expanded.Edges.Take(5).Select(e => (e.From, e.To)));
    }

    [Theory]
    [InlineData("TB")]
    [InlineData("LR")]
    public void Boxes_do_not_overlap_and_arrows_lead_on(string direction)
    {
        var svg = XDocument.Parse(Branched().ToSvg(showShapes: true, showLayerNames: true, rankDir: direction)).Root!;
        var boxes = svg.Elements(Svg + "rect").Where(r => (string?)r.Attribute("stroke") == "black")
            .Select(r => (X: D(r, "x"), Y: D(r, "y"), W: D(r, "width"), H: D(r, "height"))).ToArray();
        Assert.Equal(8, boxes.Length);
        for (var i = 0; i < boxes.Length; i++)
            for (var j = 0; j < i; j++)
                Assert.True(boxes[i].X >= boxes[j].X + boxes[j].W || boxes[j].X >= boxes[i].X + boxes[i].W || boxes[i].Y >= boxes[j].Y
                    + boxes[j].H || boxes[j].Y >= boxes[i].Y + boxes[i].H,
                            $"boxes {i} and {j} overlap");
        Assert.All(boxes, b => Assert.True(b.X >= 0 && b.Y >= 0 && b.X + b.W <= D(svg, "width") && b.Y + b.H <= D(svg, "height")));
        var lines = svg.Elements(Svg + "polyline").Select(l => ((string)l.Attribute("points")!).Split(' ').Select(Point).ToArray())
            .ToArray();
        Assert.Equal(10, lines.Length);
        // Each step goes on along the ranks, and no corner lies within a box.
        Assert.All(lines, l => Assert.All(l.Zip(l.Skip(1)), p =>
            Assert.True(direction == "TB" ? p.Second.Y > p.First.Y - 0.11 : p.Second.X > p.First.X - 0.11)));
        Assert.All(lines.SelectMany(l => l), p =>
            Assert.DoesNotContain(boxes, b => p.X > b.X + 0.2 && p.X < b.X + b.W - 0.2 && p.Y > b.Y + 0.2 && p.Y < b.Y + b.H - 0.2));
    }

    static double D(XElement e, string attribute) => double.Parse((string)e.Attribute(attribute)!, CultureInfo.InvariantCulture);

    static (double X, double Y) Point(string text)
    {
        var parts = text.Split(',').Select(p => double.Parse(p, CultureInfo.InvariantCulture)).ToArray();
        return (parts[0], parts[1]);
    }

    [Fact]
    public void Boxes_say_what_is_asked_for()
    {
        string[] Texts(string svg) => [.. XDocument.Parse(svg).Root!.Elements(Svg + "text").Select(t => t.Value)];
        var model = Branched();
        Assert.Equal(["Input", "Conv2D", "Sequential", "Add", "Conv2D", "Concatenate", "Flatten", "Dense"], Texts(model.ToSvg()));
        var all = Texts(model.ToSvg(showShapes: true, showLayerNames: true));
        Assert.Equal(["conv (Conv2D)", "Input: (None, 8, 8, 3)", "Output: (None, 8, 8, 4)"], all[3..6]);
        Assert.Contains("Input: [(None, 8, 8, 3), (None, 8, 8, 2), (None, 8, 8, 4)]", all);
    }

    [Fact]
    public void Names_are_escaped()
    {
        var model = Branched("<b>&\"quo'te\"\u0001\ud800</b>");
        var svg = XDocument.Parse(model.ToSvg(showLayerNames: true));
        Assert.Contains("<b>&\"quo'te\"\uFFFD\uFFFD</b> (Conv2D)", svg.Descendants(Svg + "text").Select(t => t.Value));
        var dot = new Sequential([new Input(3), new Dense(2) { Name = "a<b" }], "say \"hi\\").ToDot(showLayerNames: true, showShapes: true);
        Assert.StartsWith("digraph \"say \\\"hi\\\\\" {", dot);
        Assert.Contains("<b>a&lt;b (Dense)</b>", dot);
        Assert.Contains("  n0 -> n1;", dot);
    }

    [Fact]
    public void A_direction_that_is_not_known_is_told() =>
        ThreeParts.Throws<ArgumentException>(() => Branched().ToSvg(rankDir: "up"), "rankDir", "up", "TB");
}
