using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Layers that act as in training, or as at inference, whatever their model does.</summary>
public class AlwaysTrainingTests
{
    static Tensor Ones(int samples, int features) => new([samples, features], [.. Enumerable.Repeat(1f, samples * features)]);

    static Model MonteCarlo(bool? training, ulong seed = 0)
    {
        var x = new Input(50).Output;
        return new([x], [new Dropout(0.5).Apply([x], training)], seed: seed);
    }

    [Fact]
    public void A_dropout_that_always_trains_draws_anew_in_each_prediction()
    {
        var model = MonteCarlo(true);
        var draws = Enumerable.Range(0, 200).Select(_ => model.Predict(Ones(2, 50)).Data).ToArray();
        Assert.Equal(200, draws.Select(d => string.Join(' ', d)).Distinct().Count());
        Assert.All(draws, d => Assert.All(d, v => Assert.True(v is 0 or 2)));
        Assert.InRange(draws.SelectMany(d => d).Average(), 0.95, 1.05);
        Assert.NotEqual(draws[0][..50], draws[0][50..]); // samples of one batch
        var one = model.Predict(Ones(4, 50), batchSize: 1);
        Assert.NotEqual(one.Row(0).ToArray(), one.Row(1).ToArray()); // and of several
    }

    [Fact]
    public void The_same_program_draws_the_same()
    {
        string Twice(ulong seed)
        {
            var model = MonteCarlo(true, seed);
            return string.Join(' ', model.Predict(Ones(1, 50)).Data.Concat(model.Predict(Ones(1, 50)).Data));
        }
        Assert.Equal(Twice(3), Twice(3));
        Assert.NotEqual(Twice(3), Twice(4));
    }

    [Fact]
    public void Without_a_word_it_does_nothing_in_predictions_and_with_false_in_training_neither()
    {
        Assert.Equal(Ones(2, 50).Data, MonteCarlo(null).Predict(Ones(2, 50)).Data);
        var x = new Input(4).Output;
        var model = new Model([x], [new Dense(1, useBias: false).Apply(new Dropout(0.9).Apply([x], training: false))]);
        var plain = new Model([x], [new Dense(1, useBias: false).Apply(x)]);
        plain.SetWeights(model.Values());
        foreach (var m in new[] { model, plain }) m.Compile("sgd", "mse");
        foreach (var m in new[] { model, plain }) m.TrainOnBatch(Ones(3, 4), new Tensor([3, 1], [1, 2, 3]));
        Assert.Equal(Samples.Bits(plain), Samples.Bits(model));
    }

    [Fact]
    public void It_is_saved_with_the_model_and_copied_with_it_into_another()
    {
        var model = MonteCarlo(true);
        var again = Model.FromConfig(model.ToConfig());
        Assert.Equal(model.ToConfig(), again.ToConfig());
        Assert.Contains("\"training\"", model.ToConfig());
        Assert.Contains(0f, again.Predict(Ones(1, 50)).Data);
        var x = new Input(50).Output;
        // What is said within is kept: the base is at inference but for its dropout.
        Assert.Contains(0f, new Model([x], [model.Apply([x], training: false)]).Predict(Ones(1, 50)).Data);
        Assert.DoesNotContain(0f, new Model([x], [MonteCarlo(false).Apply([x], training: true)]).Predict(Ones(1, 50)).Data);
        Assert.Contains(0f, new Model([x], [MonteCarlo(null).Apply([x], training: true)]).Predict(Ones(1, 50)).Data);
        Assert.ThrowsAny<InvalidDataException>(() =>
            Model.FromConfig(model.ToConfig().Replace("\"training\"", "\"sometimes\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Batch_normalization_that_always_trains_takes_the_statistics_of_the_batch()
    {
        var x = new Input(1).Output;
        var model = new Model([x], [new BatchNormalization().Apply([x], training: true)]);
        var y = model.Predict(new Tensor([4, 1], [1, 2, 3, 6])).Data; // mean 3, variance 3.5
        Close.Assert(y, [.. new[] { -2, -1, 0, 3 }.Select(v => v / Math.Sqrt(3.501))], 1e-5);
    }

    [Fact]
    public void Files_of_before_say_true_for_inference()
    {
        var model = MonteCarlo(false);
        var old = model.ToConfig().Replace("\"inference\"", "true", StringComparison.Ordinal);
        Assert.NotEqual(old, model.ToConfig());
        Assert.Equal(model.ToConfig(), Model.FromConfig(old).ToConfig());
    }

    [Fact]
    public void Identity_passes_values_and_gradients_on()
    {
        var model = new Sequential([new Input(3), new Identity(), new Dense(1)]);
        Assert.Equal(model.Layers[2].GetWeights()[0].Value.Data, model.Gradients(Ones(1, 3), 0)[0].Data);
        Assert.Equal([3], model.Layers[1].OutputShape);
    }
}
