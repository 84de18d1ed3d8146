using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>What a user would call another draw is one, and all the same a function of numbers.</summary>
public class DrawsTests
{
    const string Sparse = "sparse_categorical_crossentropy";

    static readonly ArrayData Ones = new(new Tensor([1, 32], [.. Enumerable.Repeat(1f, 32)]), new Tensor([1], [0]));

    static Sequential Dropping()
    {
        var model = new Sequential([new Input(32), new Dropout(0.5), new Dense(2, "softmax", useBias: false)], seed: 1);
        model.Compile(new SGD(0), Sparse);
        return model;
    }

    // Where a dropped input has no gradient.
    static string Mask(WeightGradients step) =>
        string.Concat(step.Values[0].Value.Data.Where((_, i) => i % 2 == 0).Select(g => g == 0 ? '.' : 'x'));

    [Fact]
    public void Each_pass_drops_other_places_whether_or_not_a_step_follows()
    {
        string[] Masks(Model model)
        {
            var masks = new List<string>();
            for (var step = 0; step < 2; step++)
            {
                for (var micro = 0; micro < 3; micro++) masks.Add(Mask(model.ComputeGradients(Ones)));
                model.ApplyGradients(model.ComputeGradients(Ones));
            }
            model.Compile(new SGD(0), Sparse);
            masks.Add(Mask(model.ComputeGradients(Ones)));
            return [.. masks];
        }
        var masks = Masks(Dropping());
        Assert.Distinct(masks);
        Assert.Equal(masks, Masks(Dropping()));
    }

    [Fact]
    public void A_layer_that_is_applied_twice_drops_twice()
    {
        var (x, drop) = (new Input(64).Output, new Dropout(0.5));
        var model = new Model([x], [new Subtract().Apply(drop.Apply(x), drop.Apply(x))], seed: 1);
        model.Compile(new SGD(0), "mse");
        var ones = new Tensor([1, 64], [.. Enumerable.Repeat(1f, 64)]);
        Assert.NotEqual(0, model.TrainOnBatch(ones, new Tensor([1, 64])).Loss); // the difference of two equal masks would be 0
        Assert.Equal(0, model.TestOnBatch(ones, new Tensor([1, 64])).Loss);
    }

    [Fact]
    public void Fit_in_a_loop_has_an_order_of_its_own_each_time_and_those_of_one_Fit()
    {
        string[] Orders(params (int Epochs, int Initial)[] fits)
        {
            var seen = new Noting();
            var model = new Sequential([new Input(1), new Dense(2, "softmax")], seed: 3);
            model.Compile("sgd", Sparse);
            return [.. fits.SelectMany(f =>
            {
                seen.Seen.Clear();
                model.Fit(seen, batchSize: 4, epochs: f.Epochs, initialEpoch: f.Initial);
                return seen.Seen.Chunk(12).Select(c => string.Join(' ', c));
            })];
        }
        var once = Orders((4, 0));
        Assert.Distinct(once);
        Assert.Equal(once, Orders((1, 0), (1, 0), (1, 0), (1, 0)));
        Assert.Equal(once, Orders((2, 0), (4, 2)));
        Assert.Equal(once, Orders((1, 0), (2, 0), (3, 2)));
    }

    [Fact]
    public void A_saved_model_goes_on_where_its_draws_stood()
    {
        using var folder = new TempFolder();
        var data = Samples.Blobs(40);
        Sequential Net()
        {
            var model = new Sequential([new Input(2), new Dense(8, "relu"), new Dropout(0.3), new Dense(4, "softmax")], seed: 5);
            model.Compile("adam", Sparse);
            model.Fit(data, 8);
            model.Compile("adam", Sparse);
            model.Fit(data, 8);
            return model;
        }
        var (whole, cut) = (Net(), Net());
        cut.Save(folder.File("net.safetensors"));
        var again = Model.Load(folder.File("net.safetensors"));
        Assert.Equal(Samples.Bits(whole.Fit(data, 8)), Samples.Bits(again.Fit(data, 8)));
        Assert.Equal(Samples.Bits(whole), Samples.Bits(again));
    }

    [Fact]
    public void Models_without_a_seed_differ_and_a_seed_begins_their_row_anew()
    {
        static float[] Weights() => new Sequential([new Input(4), new Dense(3)]).Values()[0].Data;
        Assert.Distinct(Enumerable.Range(0, 5).Select(_ => string.Join(' ', Weights())));
        Assert.Distinct(Enumerable.Range(0, 1000).Select(_ => RandomSeed.Next()));
    }

    [Fact]
    public void A_training_goes_on_with_the_seed_it_was_begun_with_where_nobody_chose_one()
    {
        using var folder = new TempFolder();
        var data = Samples.Blobs(40);
        Sequential Net()
        {
            var model = new Sequential([new Input(2), new Dense(8, "relu"), new Dropout(0.3), new Dense(4, "softmax")]);
            model.Compile("adam", Sparse);
            return model;
        }
        var first = Net();
        first.Fit(data, 8, epochs: 2, checkpoints: new(folder.File("kept")));
        var whole = first.Clone(copyWeights: true);
        var again = Net();
        Assert.NotEqual(first.Seed, again.Seed);
        again.Fit(data, 8, epochs: 2, checkpoints: new(folder.File("kept"), resume: true));
        Assert.Equal(Samples.Bits(first), Samples.Bits(again));
        Assert.Equal(first.Seed, again.Seed);
    }

    sealed class Noting : BatchSource
    {
        readonly ArrayData _data = new(new Tensor([12, 1], [.. Enumerable.Range(0, 12).Select(i => (float)i)]), new Tensor([12]));

        public List<int> Seen { get; } = [];

        public override int? Count => 12;

        public override IReadOnlyList<Slot> Inputs => _data.Inputs;

        public override IReadOnlyList<Slot> Targets => _data.Targets;

        public override int Read(in BatchRequest request, Batch batch)
        {
            var n = _data.Read(request, batch);
            for (var i = 0; i < n; i++) Seen.Add((int)batch.Input(0)[i]);
            return n;
        }
    }
}
