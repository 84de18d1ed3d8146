using Hornbill.Callbacks;
using Hornbill.Data;
using Hornbill.Layers;
using Hornbill.Losses;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Optimizers;
using Hornbill.Serialization;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

/// <summary>Names that came from a file command no terminal, wherever the library's texts hold them.</summary>
public sealed class PlainNamesTests : IDisposable
{
    const string Evil = "\u001b]0;PWNED\u0007\u001b[2J\u009b31m\n\u202e";

    readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A model whose every name came from a file.</summary>
    Model Load()
    {
        var x = new Input(4) { Name = "in" };
        var y = new Dense(3, activation: "relu") { Name = "mid" }.Apply(x);
        var model = new Model([x.Output], [new Dense(2, "softmax") { Name = "one" }.Apply(y), new Dense(1) { Name = "two" }.Apply(y)],
            "net");
        var json = model.ToConfig();
        foreach (var name in (string[])["in", "mid", "one", "two", "net"])
            json = json.Replace($"\"{name}\"", System.Text.Json.JsonSerializer.Serialize(name + Evil), StringComparison.Ordinal);
        var loaded = Model.FromConfig(json, seed: 1);
        Assert.Contains('\e', loaded.Name);
        Compile(loaded);
        return loaded;
    }

    static void Compile(Model model) =>
        model.Compile("sgd", ["sparse_categorical_crossentropy", "mse"], metrics: [["accuracy"], ["mae"]]);

    static ArrayData Data => ArrayData.Of([Samples.Random([4], 6)], [new Tensor([6]), new Tensor([6, 1])]);

    static void AssertPlain(string text, bool lines = false)
    {
        Assert.NotEmpty(text);
        Assert.False(text.Any(c => (char.IsControl(c) || c == '\u202e') && !(lines && c is '\n' or '\r')), text);
    }

    [Fact]
    public void Tables_plans_and_figures()
    {
        var model = Load();
        AssertPlain(model.Summary(), lines: true);
        AssertPlain(model.Plan(), lines: true);
        AssertPlain(model.Plan(inference: true), lines: true);
        var writer = new StringWriter();
        AssertPlain(model.Fit(Data, callbacks: [new ProgbarLogger(writer, 2)]).ToString(), lines: true);
        AssertPlain(writer.ToString(), lines: true);
        AssertPlain(model.Evaluate(Data).ToString());
        AssertPlain(model.Outputs[0].ToString());
        AssertPlain(new ClassificationReport(new ConfusionMatrix(2), ["ant" + Evil, "bee"]).ToString(), lines: true);
        // A line for each layer, whatever their names.
        Assert.Equal(4, model.Summary().Split('\n').Count(l =>
            l.Contains("(Dense)", StringComparison.Ordinal) || l.Contains("(Input)", StringComparison.Ordinal)));
    }

    [Fact]
    public void Reports_of_weights()
    {
        var (model, path) = (Load(), _folder.File("w.safetensors"));
        SafeTensorsFile.Write(path, [("other" + Evil, new Tensor([1], [1])), (model.GetWeights()[0].Name, new Tensor([3], [1, 2, 3]))]);
        AssertPlain(model.LoadWeights(path, by: "name", skipMismatch: true).ToString());
        AssertPlain(Assert.ThrowsAny<ArgumentException>(() => model.LoadWeights(path)).Message);
    }

    [Fact]
    public void Errors_of_a_model_that_was_loaded()
    {
        var model = Load();
        var twin = Load();
        Action[] wrong =
        [
            () => model.Predict(Samples.Random([4], 2)), () => model.PredictAll(new ArrayData(Samples.Random([5], 2))), () =>
                model.Fit(new ArrayData(Samples.Random([4], 2))), () => model.Evaluate(Samples.Random([4], 2), new Tensor([2])),
            () => model.SetWeights([]), () => model.SetWeights([.. model.GetWeights().Select(w => new Tensor([9]))]), () =>
                model.GetLayer("none"), () => model.GetLayer(99), () => model.Layers[1].SetWeights([new Tensor([1])]),
            () => model.Compile("sgd", ["mse"]), () =>
                model.Compile("sgd", ["sparse_categorical_crossentropy", "sparse_categorical_crossentropy"]), () =>
                model.Compile("sgd", "mse", ["none"]),
            () => model.Apply(new Input(7).Output), () => model.Layers[1].Apply(new Input(2, 2).Output, new Input(3).Output), () =>
                model.Layers[1].Name = model.Layers[2].Name,
            () => _ = new Model([model.Inputs[0], twin.Inputs[0]], [new Concatenate(0).Apply(model.Outputs[0], twin.Outputs[0])]), () =>
                model.Fit(Data, classWeight: new Dictionary<int, double> { [0] = 1 }),
            () => model.Fit(Data, callbacks: [new EarlyStopping("none")]), () =>
                model.Fit(Data, callbacks: [new ModelCheckpoint(_folder.File("{none}.safetensors"))]), () =>
                model.Fit(Data, classWeight: new double[] { 1 }),
            () => _ = model.Evaluate(Data)["none"], () => _ = model.Fit(Data)["none"], () =>
                model.Gradients(new ArrayData(Samples.Random([4], 2)), 99), () => model.Metadata["hornbill.x"] = "", () =>
                model.Save(_folder.File("m.safetensors")),
        ];
        var seen = 0;
        foreach (var act in wrong)
            if (Record.Exception(act) is { } error)
            {
                AssertPlain(error.Message);
                seen++;
            }
        Assert.InRange(seen, 18, wrong.Length);
    }

    [Fact]
    public void Errors_of_what_is_loaded()
    {
        var model = new Sequential([new Input(4), new Dense(2, "softmax")], seed: 1);
        model.Compile(new SGD(new ExponentialDecay(0.1, 10, 0.9)), "sparse_categorical_crossentropy", ["accuracy"]);
        model.Save(_folder.File("m.safetensors"));
        var file = SafeTensorsFile.Read(_folder.File("m.safetensors"));
        var evil = System.Text.Json.JsonSerializer.Serialize("x" + Evil);
        var (seen, metadata) = (0, file.Metadata.Where(m => m.Key.StartsWith("hornbill.", StringComparison.Ordinal)));
        foreach (var (key, text) in metadata)
            foreach (System.Text.RegularExpressions.Match word in System.Text.RegularExpressions.Regex.Matches(text, "\"[^\"]*\"|^[^{].*$"))
            {
                var changed = new Dictionary<string, string>(file.Metadata)
                {
                    [key] = text[..word.Index]
                    + (word.Value[0] == '"' ? evil : "x" + Evil) + text[(word.Index + word.Length)..]
                };
                using var stream = new MemoryStream();
                SafeTensorsFile.Write(stream, [.. file.Tensors], changed);
                stream.Position = 0;
                if (Record.Exception(() => Model.Load(SafeTensorsFile.Read(stream, "test"), "test")) is not { } error) continue;
                Assert.IsType<InvalidDataException>(error);
                AssertPlain(error.Message);
                seen++;
            }
        Assert.InRange(seen, 20, 1000);
    }

    [Fact]
    public void Warnings()
    {
        var json = new Sequential([new Input(4), new Dense(1, "softmax") { Name = "last" }], "net").ToConfig()
            .Replace("\"last\"", System.Text.Json.JsonSerializer.Serialize("last" + Evil), StringComparison.Ordinal);
        var model = Model.FromConfig(json, seed: 1);
        model.Compile("sgd", "binary_crossentropy");
        model.Fit(new ArrayData(Samples.Random([4], 4), new Tensor([4])));
        Assert.Contains(model.Warnings, w => w.Contains("softmax over one unit", StringComparison.Ordinal));
        Assert.All(model.Warnings, w => AssertPlain(w));
    }
}
