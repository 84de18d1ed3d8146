using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Frozen is what was frozen when the model was compiled, of statistics as of weights.</summary>
public sealed class FrozenTests : IDisposable
{
    readonly TempFolder _folder = new();
    readonly ArrayData _data = Samples.Blobs(24);

    public void Dispose() => _folder.Dispose();

    static Sequential Make() => new([new Input(2), new BatchNormalization(momentum: 0.5), new Dense(4, "softmax")], seed: 3);

    static Model Within(Sequential inner)
    {
        var x = new Input(2).Output;
        return new([x], [new Dense(4, "softmax").Apply(inner.Apply(x))], seed: 5);
    }

    static Model Compiled(Model model)
    {
        model.Compile("sgd", "sparse_categorical_crossentropy");
        return model;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_set_after_Compile_does_nothing_until_the_next(bool frozen)
    {
        var (model, other) = (Make(), Make());
        foreach (var m in new[] { model, other }) m.Layers[1].Trainable = !frozen;
        Compiled(model);
        Compiled(other).Layers[1].Trainable = frozen;
        Assert.Equal(Samples.Bits(model.Fit(_data, 8)), Samples.Bits(other.Fit(_data, 8)));
        Assert.Equal(Samples.Bits(model), Samples.Bits(other));
        Assert.Equal(model.Plan(), other.Plan());
        Compiled(other);
        Assert.NotEqual(model.Plan(), other.Plan());
    }

    [Fact]
    public void A_frozen_layer_keeps_its_statistics_though_thawed_since()
    {
        var model = Make();
        model.Layers[1].Trainable = false;
        Compiled(model).Layers[1].Trainable = true;
        var before = model.Layers[1].GetWeights();
        model.Fit(_data, 8);
        Assert.All(before.Zip(model.Layers[1].GetWeights()), w => Assert.Equal(w.First.Value.Data, w.Second.Value.Data));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void A_file_knows_what_was_frozen(bool frozen, bool within)
    {
        var inner = Make();
        var model = within ? Within(inner) : inner;
        inner.Layers[1].Trainable = !frozen;
        Compiled(model).Fit(_data, 8);
        inner.Layers[1].Trainable = frozen;
        model.Save(_folder.File("model.safetensors"));
        var again = Model.Load(_folder.File("model.safetensors"));
        Assert.Equal(Samples.Bits(model.Fit(_data, 8)), Samples.Bits(again.Fit(_data, 8)));
        Assert.Equal(Samples.Bits(model), Samples.Bits(again));
    }

    [Fact]
    public void A_model_that_is_frozen_as_a_whole_keeps_its_statistics_within_another()
    {
        var inner = Make();
        var model = Within(inner);
        inner.Trainable = false;
        Compiled(model);
        inner.Trainable = true;
        var before = inner.GetWeights();
        model.Fit(_data, 8);
        Assert.All(before.Zip(inner.GetWeights()), w => Assert.Equal(w.First.Value.Data, w.Second.Value.Data));
    }
}
