using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>What a user of Keras types in the first hour.</summary>
public class FaceTests
{
    static readonly ArrayData Blobs = Samples.Blobs(40);

    [Fact]
    public void Fit_and_Evaluate_take_samples_and_targets()
    {
        var (one, two, three) = (Samples.Tiny(), Samples.Tiny(), Samples.Tiny());
        var expected = Samples.Bits(one.Fit(Blobs, batchSize: 8, epochs: 2, validationData: Blobs));
        Assert.Equal(expected, Samples.Bits(two.Fit(Blobs.X, Blobs.Y!, batchSize: 8, epochs: 2, validationData: (Blobs.X, Blobs.Y!))));
        var (x, y) = (new double[40, 2], new int[40]);
        for (var i = 0; i < 40; i++) (x[i, 0], x[i, 1], y[i]) = (Blobs.X[i, 0], Blobs.X[i, 1], (int)Blobs.Y![i]);
        Assert.Equal(expected, Samples.Bits(three.Fit(x, y, batchSize: 8, epochs: 2, validationData: Blobs)));
        Assert.Equal(one.Evaluate(Blobs).Loss, three.Evaluate(x, y).Loss);
        Assert.Equal(one.Evaluate(Blobs)["accuracy"], one.Evaluate(x, y)[1]);
        Assert.Equal(one.Predict(Blobs.X).Data, one.Predict(x).Data);
        ThreeParts.Throws<ArgumentException>(() => one.Evaluate(Blobs)[2], "figure 2");
    }

    [Fact]
    public async Task Options_say_the_same_as_arguments()
    {
        var options = new FitOptions(Blobs) { BatchSize = 8, Epochs = 3, ValidationSplit = 0.2, Seed = 4 };
        var expected = Samples.Bits(Samples.Tiny().Fit(Blobs, 8, 3, validationSplit: 0.2, seed: 4));
        Assert.Equal(expected, Samples.Bits(Samples.Tiny().Fit(options)));
        Assert.Equal(expected, Samples.Bits(await Samples.Tiny().FitAsync(options, TestContext.Current.CancellationToken)));
        Assert.NotEqual(expected, Samples.Bits(Samples.Tiny().Fit(options with { Seed = 5 })));
    }

    [Fact]
    public void Layers_are_added_one_by_one()
    {
        var model = new Sequential(seed: 3);
        ThreeParts.Throws<InvalidOperationException>(() => model.Compile("sgd", "mse"), "0 layers");
        ThreeParts.Throws<InvalidOperationException>(() => model.ToConfig(), "0 layers");
        ThreeParts.Throws<ArgumentException>(() => model.Add(new Dense(3)), "Input");
        model.Add(new Input(2));
        ThreeParts.Throws<InvalidOperationException>(() => model.Predict(Blobs.X), "1 layers");
        model.Add(new Dense(16, "relu"));
        model.Add(new Dense(4, "softmax"));
        ThreeParts.Throws<ArgumentException>(() => model.Add(new Input(2)), "second Input");
        ThreeParts.Throws<ArgumentException>(() => model.Add(model.Layers[1]), "twice");
        var whole = Samples.Tiny(seed: 3);
        Assert.Equal(whole.ToConfig(), model.ToConfig());
        Assert.Equal(Samples.Bits(whole), Samples.Bits(model));
        model.Compile("adam", "sparse_categorical_crossentropy", ["accuracy"]);
        Assert.Equal(Samples.Bits(whole.Fit(Blobs, 8, 2)), Samples.Bits(model.Fit(Blobs, 8, 2)));
        Assert.Equal(Samples.Bits(whole), Samples.Bits(model));
        Assert.Equal(whole.Summary(), model.Summary());
    }

    [Fact]
    public void The_last_layer_is_taken_away_for_a_new_head()
    {
        var model = Samples.Tiny();
        var kernel = model.Layers[1].GetWeights()[0].Value.Data;
        Assert.Equal("dense_1", model.Pop().Name);
        ThreeParts.Throws<InvalidOperationException>(() => model.Fit(Blobs), "not compiled");
        model.Add(new Dense(7, "softmax"));
        model.Compile("adam", "sparse_categorical_crossentropy");
        Assert.Equal([7], model.OutputShape);
        Assert.Equal(kernel, model.Layers[1].GetWeights()[0].Value.Data);
        model.Fit(Blobs);
        var other = new Model(model.Inputs, [new Sequential([new Input(7), new Dense(2)]).Apply(model.Output)]);
        Assert.Equal([2], other.OutputShape);
        var inner = new Sequential([new Input(2), new Dense(2)]);
        inner.Apply(new Input(2));
        ThreeParts.Throws<InvalidOperationException>(() => inner.Add(new Dense(3)), "part of another");
        while (model.Layers.Count > 0) model.Pop();
        ThreeParts.Throws<InvalidOperationException>(() => model.Pop(), "no layers");
    }

    [Fact]
    public void An_input_is_a_node_and_a_model_has_one_of_each()
    {
        var x = new Input(4, 4, 1);
        var y = new Dense(3, "softmax").Apply(new Flatten().Apply(new Concatenate().Apply(x, new Conv2D(2, 3, padding: "same").Apply(x))));
        var model = new Model(x, y);
        Assert.Equal([4, 4, 1], model.InputShape);
        Assert.Equal([3], model.OutputShape);
        Assert.Equal(model.Predict(Samples.Random([4, 4, 1], 2)).Data, new Model([x], [y]).Predict(Samples.Random([4, 4, 1], 2)).Data);
        Assert.Equal([28, 28, 1], new Input((28, 28, 1)).Shape);
        Assert.Equal([28, 28], new Input([28, 28]).Shape);
        Assert.Equal(("image", "image"), (new Input((2, 2), name: "image").Name, new Input([3], name: "image").Name));
    }

    [Fact]
    public void Every_layer_takes_a_name()
    {
        Layer[] named = [new Dense(3, name: "a"), new Conv2D(2, 3, name: "a"), new Flatten(name: "a"), new Add(name: "a"),
            new MaxPooling2D(2, name: "a"),
            new BatchNormalization(name: "a"), new Dropout(0.5, name: "a"), new Reshape((2, 2), name: "a"), new Permute((2, 1), name: "a"),
            new RandomFlip(name: "a"), new GlobalMaxPooling2D(name: "a"), new Dot(1, name: "a")];
        Assert.All(named, l => Assert.Equal("a", l.Name));
        var without = typeof(Layer).Assembly.GetTypes()
            .Where(t => t is { IsPublic: true, IsAbstract: false } && t.IsSubclassOf(typeof(Layer)) && !t.IsAssignableTo(typeof(Model)))
            .Where(t => !t.GetConstructors().Any(c => c.GetParameters() is [.., { Name: "name" }]));
        Assert.Empty(without);
    }

    [Fact]
    public void Progress_is_written_where_it_is_asked_for()
    {
        var before = Console.Out;
        using var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            Samples.Tiny().Fit(Blobs, 8, 2);
            Assert.Equal("", text.ToString());
            Samples.Tiny().Fit(Blobs, 8, 2, verbose: 2);
            Assert.Matches(@"^Epoch 1/2\n5/5 - \d+s - \S+/step - accuracy: \d\.\d{4} - loss: \d\.\d{4}\nEpoch 2/2\n", text.ToString());
            text.GetStringBuilder().Clear();
            Samples.Tiny().Fit(Blobs, 8, 1, verbose: 1);
            Assert.Matches(@"5/5 ━{20} \d+s \S+/step - accuracy: ", text.ToString());
        }
        finally
        {
            Console.SetOut(before);
        }
        ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Fit(Blobs, verbose: 3), "verbose 3");
    }

    [Fact]
    public void Class_weights_are_those_of_the_classes()
    {
        void Refused(ClassWeight weights, string mention) =>
            ThreeParts.Throws<ArgumentException>(() => Samples.Tiny().Fit(Blobs, classWeight: weights), mention);
        Refused(new double[] { 1, 2, 3 }, "3 class weights");
        Refused(new double[5], "5 class weights");
        Refused(new double[4], "all 0");
        Refused(new Dictionary<int, double> { [4] = 2 }, "class 4");
        Samples.Tiny().Fit(Blobs, classWeight: new Dictionary<int, double> { [3] = 0 });
        var binary = new Sequential([new Input(2), new Dense(1, "sigmoid")]);
        binary.Compile("sgd", "binary_crossentropy");
        var data = new ArrayData(Samples.Random([2], 6), new float[] { 0, 1, 0, 1, 1, 0 });
        binary.Fit(data, classWeight: new double[] { 1, 2 });
        ThreeParts.Throws<ArgumentException>(() => binary.Fit(data, classWeight: new double[] { 1, 2, 3 }), "2 classes");
        ThreeParts.Throws<ArgumentException>(() => binary.TrainOnBatch(data, classWeight: new double[] { 1 }), "1 class weights");
    }

    [Fact]
    public void Messages_name_what_is_likely()
    {
        var image = new Sequential([new Input(28, 28, 1), new Flatten(), new Dense(10, "softmax")]);
        ThreeParts.Throws<ArgumentException>(() => image.Predict(new Tensor([28, 28, 1])), "x.Reshape([1, 28, 28, 1])");
        ThreeParts.Throws<ArgumentException>(() => image.Predict(new Tensor([28, 28])), "x.Reshape([1, 28, 28, 1])");
        ThreeParts.Throws<ArgumentException>(() => image.Predict(new Tensor([5, 1, 28, 28])), "x.Transpose(0, 2, 3, 1)");
        ThreeParts.Throws<ArgumentException>(() => image.Predict(new Tensor([5, 14, 28])), "Input(14, 28)");
        var flat = new Sequential([new Input(4, 4, 1), new Dense(3, "softmax")]);
        flat.Compile("sgd", "sparse_categorical_crossentropy");
        ThreeParts.Throws<ArgumentException>(() => flat.Fit(Samples.Data([4, 4, 1], 4, 3)), "Flatten");
        ThreeParts.Throws<ArgumentException>(() => new RandomRotation(7), "7 / 360.0");
        Assert.Equal(0.05, Optimizer.Named("sgd(learning_rate=0.05)").LearningRate);
    }

    [Fact]
    public void Data_show_themselves()
    {
        Assert.Equal("40 samples: input (2,), target (1,)", Blobs.ToString());
        Assert.Contains("4 classes: a 1, b 0, c 0, d 1", new Dataset("toy", [1, 1, 1], [9, 9], [0, 3], ["a", "b", "c", "d"]).ToString(),
            StringComparison.Ordinal);
        var lines = Samples.Tiny().Fit(Blobs, epochs: 3, validationData: Blobs, validationFreq: 2).ToString().Split(Environment.NewLine);
        Assert.Equal(4, lines.Length);
        Assert.Matches(@"^epoch +loss +accuracy +val_loss +val_accuracy$", lines[0]);
        Assert.Matches(@"^ +2 +\d\.\d{4} +\d\.\d{4} +\d\.\d{4} +\d\.\d{4}$", lines[2]);
    }
}
