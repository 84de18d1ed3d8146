using System.Text.Json;
using Hornbill.Data;
using Hornbill.Tensors;
using Hornbill.Tests.Golden;
using Xunit;

namespace Hornbill.Tests.Data;

/// <summary>Splits against scikit-learn's: eng/golden/splits.py.</summary>
public class SplitsTests
{
    static readonly JsonElement Golden = GoldenData.Read("splits.json");

    static int[] Labels(int count, int classes) =>
        [.. Enumerable.Range(0, count).Select(i => (int)(GoldenData.Word(9000, i) % (ulong)classes))];

    static void Check(JsonElement told, int[] numbers)
    {
        Assert.Equal(told.GetProperty("count").GetInt32(), numbers.Length);
        Assert.Equal(told.Ints("first"), numbers.Take(20));
        Assert.Equal(told.Ints("last"), numbers.TakeLast(5));
        Assert.Equal(told.GetProperty("sum").GetInt64(), numbers.Index().Sum(n => (n.Index + 1L) * n.Item));
    }

    static double? Size(JsonElement of, string name) =>
        of.GetProperty(name) is { ValueKind: JsonValueKind.Number } size ? size.GetDouble() : null;

    [Fact]
    public void Words_and_permutations_are_those_of_numpy()
    {
        var random = new RandomState(0);
        uint[] words = [.. Enumerable.Range(0, 700).Select(_ => random.Next())];
        Assert.Equal(Golden.GetProperty("words").EnumerateArray().Select(w => w.GetUInt32()),
            ((int[])[0, 1, 2, 622, 623, 624, 699]).Select(i => words[i]));
        foreach (var p in Golden.GetProperty("permutations").EnumerateArray())
            Check(p.GetProperty("told"), new RandomState(p.GetProperty("seed").GetInt64()).Permutation(p.GetProperty("count").GetInt32()));
        ThreeParts.Throws<ArgumentException>(() => new RandomState(-1), "-1");
        ThreeParts.Throws<ArgumentException>(() => new RandomState(1L << 32), "4294967296");
    }

    [Fact]
    public void Splitters_give_the_numbers_of_scikit_learn()
    {
        foreach (var c in Golden.GetProperty("cases").EnumerateArray())
        {
            int Int(string name) => c.GetProperty(name).GetInt32();
            var (name, seed, shuffle, splits) = (c.GetProperty("name").GetString(), c.GetProperty("seed").GetInt64(),
                c.GetProperty("shuffle").GetBoolean(), Int("folds"));
            Splitter splitter = name switch
            {
                "KFold" => new KFold(splits, shuffle, seed),
                "StratifiedKFold" => new StratifiedKFold(splits, shuffle, seed),
                "RepeatedKFold" => new RepeatedKFold(splits, Int("repeats"), seed),
                "RepeatedStratifiedKFold" => new RepeatedStratifiedKFold(splits, Int("repeats"), seed),
                "ShuffleSplit" => new ShuffleSplit(splits, Size(c, "test"), Size(c, "train"), seed),
                _ => new StratifiedShuffleSplit(splits, Size(c, "test"), Size(c, "train"), seed),
            };
            var expected = c.GetProperty("splits");
            var made = splitter.Split(Labels(Int("count"), Int("classes"))).ToArray();
            Assert.Equal(expected.GetArrayLength(), made.Length);
            Assert.Equal(splitter.Splits, made.Length);
            foreach (var (split, told) in made.Zip(expected.EnumerateArray()))
            {
                Check(told[0], split.Train);
                Check(told[1], split.Test);
            }
        }
    }

    [Fact]
    public void TrainTestSplit_gives_the_numbers_of_scikit_learn()
    {
        foreach (var c in Golden.GetProperty("train_test").EnumerateArray())
        {
            var n = c.GetProperty("count").GetInt32();
            var data = new ArrayData(new Tensor([n, 1], [.. Enumerable.Range(0, n).Select(i => (float)i)]),
                new Tensor([n], [.. Labels(n, 10).Select(l => (float)l)]));
            var (train, test) = data.TrainTestSplit(Size(c, "test"), Size(c, "train"), c.GetProperty("seed").GetInt64(),
                c.GetProperty("shuffle").GetBoolean(),
                                                    c.GetProperty("stratify").GetBoolean());
            Check(c.GetProperty("trained"), Numbers(train));
            Check(c.GetProperty("tested"), Numbers(test));
        }

        static int[] Numbers(BatchSource data)
        {
            var all = new Buffers(data, data.Count!.Value);
            data.Read(new(0, 0, data.Count.Value, false, 0), all);
            return [.. all.Input(0).ToArray().Select(x => (int)x)];
        }
    }

    [Fact]
    public void A_data_set_is_split_into_data_sets()
    {
        var (all, _) = Glyphs.Load(train: 100);
        var (train, test) = all.TrainTestSplit(0.2, seed: 3, stratify: true);
        Assert.Equal((80, 20), (train.Count, test.Count));
        Assert.All(test.Labels.GroupBy(l => l), g => Assert.Equal(2, g.Count()));
        var folds = new StratifiedKFold(4).Split(all).ToArray();
        Assert.Equal(4, folds.Length);
        Assert.All(folds, f => Assert.Equal((75, 25), (f.Train.Count, f.Test.Count)));
        Assert.Equal(all.Labels.Select(l => (int)l), all.GetLabels());
        Assert.Equal(all.Labels.Take(7).Select(l => (int)l), ((SampleSource)((BatchSource)all).Take(7).Map(x => x)).GetLabels());
    }

    [Fact]
    public void What_cannot_be_split_is_told()
    {
        ThreeParts.Throws<ArgumentException>(() => new KFold(1), "1 folds");
        ThreeParts.Throws<ArgumentException>(() => new KFold(5).Split(4), "4 samples");
        ThreeParts.Throws<ArgumentException>(() => new KFold(5).Split(-4), "-4 samples");
        ThreeParts.Throws<ArgumentException>(() => new RepeatedKFold(repeats: 0), "0 repeats");
        ThreeParts.Throws<ArgumentException>(() => new StratifiedKFold(5).Split(40), "labels");
        ThreeParts.Throws<ArgumentException>(() => new StratifiedKFold(5).Split((int[])[0, 0, 1, 1]), "5 folds");
        ThreeParts.Throws<ArgumentException>(() => new ShuffleSplit(testSize: 0), "size of 0");
        ThreeParts.Throws<ArgumentException>(() => new ShuffleSplit(testSize: 1.5), "size of 1.5");
        ThreeParts.Throws<ArgumentException>(() => new ShuffleSplit(testSize: double.NaN), "NaN");
        ThreeParts.Throws<ArgumentException>(() => new ShuffleSplit(testSize: 0.7, trainSize: 0.7), "0.7");
        ThreeParts.Throws<ArgumentException>(() => new ShuffleSplit(testSize: 10).Split(10), "10 samples");
        ThreeParts.Throws<ArgumentException>(() => new StratifiedShuffleSplit(testSize: 0.5).Split((int[])[0, 0, 1]), "one sample");
        ThreeParts.Throws<ArgumentException>(() => new StratifiedShuffleSplit(testSize: 1).Split((int[])[0, 0, 1, 1]), "2 classes");
        var data = new ArrayData(new Tensor([3, 1]), new Tensor([3], [0, 0.5f, 1]));
        ThreeParts.Throws<ArgumentException>(() => data.TrainTestSplit(stratify: true), "0.5");
        ThreeParts.Throws<ArgumentException>(() => data.TrainTestSplit(shuffle: false, stratify: true), "stratify");
        ThreeParts.Throws<ArgumentException>(() => new ArrayData(new Tensor([3, 1])).GetLabels(), "labels");
    }
}
