using System.Text.Json;
using Hornbill.Inspection;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Hornbill.Tests.Models;
using Xunit;

namespace Hornbill.Tests.Inspection;

/// <summary>What a model looks at, beside PyTorch on the same weights.</summary>
public class ClassMapsTests
{
    const double Near = 1e-4;

    static readonly JsonElement Golden = GoldenData.Read("seeing.json");

    static int[] Other => Golden.Ints("other");

    public static TheoryData<string> Kinds => ["row", "nested"];

    static Model Net(string kind) => kind == "row" ? SeeingNets.Row() : SeeingNets.Nested();

    static InnerLayer Layer(Model model, string name) => InnerLayer.Find(model, name);

    [Theory, MemberData(nameof(Kinds))]
    public void Saliency_is_PyTorchs(string kind)
    {
        var model = Net(kind);
        Close.Assert(Saliency.Of(model, SeeingNets.Images).Data, Golden.Doubles("saliency"), Near);
        var other = Saliency.Of(model, SeeingNets.Images, Other);
        Close.Assert(other.Data, Golden.Doubles("saliency_other"), Near);
        var map = Saliency.Map(model, SeeingNets.Images, Other);
        Assert.Equal(Shape.Create(2, 12, 12), map.Shape);
        Assert.Equal(Enumerable.Range(0, 3).Max(c => Math.Abs(other[1, 4, 7, c])), map[1, 4, 7]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Integrated_gradients_are_PyTorchs_and_add_up_to_the_difference_of_scores(string kind)
    {
        var model = Net(kind);
        Close.Assert(IntegratedGradients.Of(model, SeeingNets.Images, steps: 20).Data, Golden.Doubles("integrated"), Near);
        var many = IntegratedGradients.Of(model, SeeingNets.Images, Other, steps: 300);
        var black = model.Scores(new Tensor([1, 12, 12, 3]), model.Outputs[0]);
        for (var n = 0; n < 2; n++)
            Assert.Equal(Golden.Doubles("scores")[(n * 5) + Other[n]] - black.Data[Other[n]], many.Row(n).ToArray().Sum(v => (double)v),
                2e-3);
        // From the image itself there is nothing to add.
        var own = new Tensor([1, 12, 12, 3], SeeingNets.Images.Row(0).ToArray());
        Assert.All(IntegratedGradients.Of(model, own, baseline: own.Reshape([12, 12, 3]), steps: 3).Data, v => Assert.Equal(0, v));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void GradCam_and_its_second_form_are_PyTorchs_through_models_within_too(string kind)
    {
        var model = Net(kind);
        foreach (var name in (string[])["first", "second"])
        {
            var layer = Layer(model, name);
            Close.Assert(GradCam.Of(model, SeeingNets.Images, layer: layer).Values.Data, Golden.Doubles($"gradcam_{name}"), Near);
            Close.Assert(GradCam.PlusPlus(model, SeeingNets.Images, layer: layer).Values.Data, Golden.Doubles($"gradcampp_{name}"), Near);
            Close.Assert(GradCam.Of(model, SeeingNets.Images, Other, layer).Values.Data, Golden.Doubles($"gradcam_{name}_other"), Near);
            Close.Assert(GradCam.PlusPlus(model, SeeingNets.Images, Other, layer).Values.Data, Golden.Doubles($"gradcampp_{name}_other"),
                Near);
        }
        var map = GradCam.Of(model, SeeingNets.Images);
        Assert.Equal(kind == "row" ? "second" : "trunk/inner/second", map.Layer.Name);
        Assert.Equal(Golden.Ints("classes"), map.Classes);
        Assert.Equal(Shape.Create(2, 4, 4), map.Values.Shape);
        Close.Assert(HeatMaps.Resize(map.Values, 9, 7).Data, Golden.Doubles("resized"), Near);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Occlusion_is_what_hidden_squares_take_away(string kind)
    {
        var map = new Occlusion { Window = 4, Stride = 3, BatchSize = 5 }.Of(Net(kind), SeeingNets.Images);
        Close.Assert(map.Data, Golden.Doubles("occlusion"), 1e-3); // small differences of probabilities
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_channel_is_differentiated_by_the_image(string kind)
    {
        var model = Net(kind);
        var direction = new Tensor([2, 4, 4, 6]);
        for (var i = 2; i < direction.Data.Length; i += 6) direction.Data[i] = 1 / 16f;
        Close.Assert(model.Gradients(SeeingNets.Images, Layer(model, "second").Output, direction)[0].Data, Golden.Doubles("channel"), Near);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void Models_of_any_size_are_looked_into_at_the_size_that_comes(bool nested)
    {
        var (model, fixedOne) = (SeeingNets.AnySize(nested),
            new Sequential([new Input(12, 12, 3), new Conv2D(4, 3, padding: "same", activation: "relu"),
            new MaxPooling2D(2), new Conv2D(6, 3, activation: "relu"), new GlobalAveragePooling2D(), new Dense(5, "softmax")], seed: 3));
        fixedOne.SetWeights(model.Values());
        var (a, b) = (GradCam.Of(model, SeeingNets.Images), GradCam.Of(fixedOne, SeeingNets.Images));
        Assert.Equal(nested ? "trunk/second" : "second", a.Layer.Name);
        Close.Assert(a.Values.Data, [.. b.Values.Data.Select(v => (double)v)], 1e-5);
        Close.Assert(Saliency.Of(model, SeeingNets.Images).Data, [.. Saliency.Of(fixedOne, SeeingNets.Images).Data.Select(v => (double)v)],
            1e-5);
        Assert.Equal(Shape.Create(1, 8, 8), GradCam.Of(model, new Tensor([1, 20, 20, 3])).Values.Shape);
    }

    [Fact]
    public void Of_one_sigmoid_the_second_class_has_the_score_and_the_first_its_opposite()
    {
        var model = new Sequential([new Input(6, 6, 1), new Conv2D(2, 3, activation: "tanh"), new Flatten(), new Dense(1, "sigmoid")],
            seed: 2);
        var x = Samples.Random([6, 6, 1], 2);
        var (yes, no) = (Saliency.Of(model, x, [1, 1]), Saliency.Of(model, x, [0, 0]));
        Assert.Equal(yes.Data, no.Data.Select(v => -v));
        Assert.Contains(yes.Data, v => Math.Abs(v) > 1e-3);
        // ∂p / ∂x = p (1 − p) ∂score / ∂x.
        var (p, by) = (model.Predict(x)[0, 0], model.Gradients(x, 0)[0]);
        Assert.Equal(by[0, 2, 2, 0], p * (1 - p) * yes[0, 2, 2, 0], 1e-5);
        var (one, other) = (new Occlusion().Of(model, x, [1, 1]), new Occlusion().Of(model, x, [0, 0]));
        Close.Assert(one.Data, [.. other.Data.Select(v => -(double)v)], 1e-4);
        ThreeParts.Throws<ArgumentException>(() => Saliency.Of(model, x, [2, 0]), "Class 2", "0 to 1");
    }

    [Fact]
    public void What_does_not_fit_is_told()
    {
        var (model, x) = (SeeingNets.Row(), SeeingNets.Images);
        ThreeParts.Throws<ArgumentException>(() => Saliency.Of(model, x, [1]), "1 classes", "(2, 12, 12, 3)");
        ThreeParts.Throws<ArgumentException>(() => Saliency.Of(model, x, [1, -1]), "Class -1", "0 to 4");
        ThreeParts.Throws<ArgumentException>(() => IntegratedGradients.Of(model, x, steps: 0), "0 steps", "10,000");
        ThreeParts.Throws<ArgumentException>(() => IntegratedGradients.Of(model, x, baseline: new Tensor([12, 12, 1])), "(12, 12, 1)",
            "(12, 12, 3)");
        ThreeParts.Throws<ArgumentException>(() => GradCam.Of(model, x, layer: Layer(model, "dense")), "'dense'", "feature maps");
        ThreeParts.Throws<ArgumentException>(() => new Occlusion { Window = 13 }.Of(model, x), "window of 13", "1 to 12");
        ThreeParts.Throws<ArgumentException>(() => new Occlusion { Stride = 3, Window = 2 }.Of(model, x), "steps of 3");
        ThreeParts.Throws<ArgumentException>(() => InnerLayer.Find(model, "fist"), "fist", "first");
        ThreeParts.Throws<ArgumentException>(() => HeatMaps.Resize(x, 3, 3), "(2, 12, 12, 3)");
        ThreeParts.Throws<ArgumentException>(() => Saliency.Of(model, new Tensor([1, 5, 5, 3])), "(5, 5, 3)");
        ThreeParts.Throws<ArgumentException>(() => model.Gradients(x, Layer(model, "second").Output, new Tensor([2, 4])), "(2, 4)",
            "(2, 4, 4, 6)");
        ThreeParts.Throws<ArgumentException>(() => GradCam.Of(new Sequential([new Input(4), new Dense(2)]), new Tensor([1, 4])),
            "feature maps", "convolutions");
        var images = new Sequential([new Input(12, 12, 3), new Conv2D(2, 3)]);
        ThreeParts.Throws<ArgumentException>(() => Saliency.Of(images, x), "(10, 10, 2)", "one row");
    }
}
