using Hornbill.Layers;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;

namespace Hornbill.Tests.Models;

public class SummaryTests
{
    static Model Residual()
    {
        var x = new Input(8, 8, 1).Output;
        var y = new Conv2D(4, 3, padding: "same").Apply(x);
        var trunk = new Sequential([new Input(8, 8, 4), new Conv2D(4, 3, padding: "same", activation: "relu"), new Dropout(0.1)], "trunk");
        y = new Add().Apply(y, trunk.Apply(y));
        return new([x], [new Dense(3, "softmax").Apply(new Flatten().Apply(y))], "residual");
    }

    [Fact]
    public void A_graph_says_what_each_layer_is_applied_to() => Assert.Equal("""
        Model: "residual"
        ┌────────────────────┬───────────────────┬─────────┬──────────────────────────┐
        │ Layer (type)       │ Output Shape      │ Param # │ Connected to             │
        ├────────────────────┼───────────────────┼─────────┼──────────────────────────┤
        │ input (Input)      │ (None, 8, 8, 1)   │       0 │                          │
        │ conv2d (Conv2D)    │ (None, 8, 8, 4)   │      40 │ input[0][0]              │
        │ trunk (Sequential) │ (None, 8, 8, 4)   │     148 │ conv2d[0][0]             │
        │ add (Add)          │ (None, 8, 8, 4)   │       0 │ conv2d[0][0], trunk[0][0] │
        │ flatten (Flatten)  │ (None, 256)       │       0 │ add[0][0]                │
        │ dense (Dense)      │ (None, 3)         │     771 │ flatten[0][0]            │
        └────────────────────┴───────────────────┴─────────┴──────────────────────────┘
         Total params: 959 (3.75 KB)
         Trainable params: 959 (3.75 KB)
         Non-trainable params: 0 (0.00 B)
        """.ReplaceLineEndings("\n").Split('\n').Select(Squeezed), Residual().Summary().TrimEnd().ReplaceLineEndings("\n").Split('\n').Select(Squeezed));

    // Widths of columns apart.
    static string Squeezed(string line) => string.Join(' ', line.Replace('─', ' ').Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Rows_are_of_one_width_and_nested_layers_are_listed_under_theirs()
    {
        var model = Residual();
        model.GetLayer("trunk").Trainable = false;
        var lines = model.Summary(expandNested: true, showTrainable: true).ReplaceLineEndings("\n").Split('\n');
        var table = lines.Where(l => l.Length > 0 && "┌│├└".Contains(l[0])).ToArray();
        Assert.Single(table.Select(l => l.Length).Distinct());
        var trunk = Array.FindIndex(table, l => l.Contains("trunk (Sequential)"));
        Assert.Equal("│ └ input (Input) │ (None, 8, 8, 4) │ 0 │ │ - │", Squeezed(table[trunk + 1]));
        Assert.Equal("│ └ conv2d (Conv2D) │ (None, 8, 8, 4) │ 148 │ input[0][0] │ N │", Squeezed(table[trunk + 2]));
        Assert.Equal("│ └ dropout (Dropout) │ (None, 8, 8, 4) │ 0 │ conv2d[0][0] │ - │", Squeezed(table[trunk + 3]));
        Assert.Contains(" Trainable params: 811 (3.17 KB)", lines);
        Assert.Contains(" Non-trainable params: 148 (592.00 B)", lines);
    }

    [Fact]
    public void The_optimizers_numbers_count_once_training_has_begun()
    {
        var model = Residual();
        model.Compile("adam", "sparse_categorical_crossentropy");
        Assert.DoesNotContain("Optimizer", model.Summary());
        model.Fit(Samples.Data([8, 8, 1], 8, 3));
        Assert.Contains("Optimizer params: 1,920 (7.50 KB)", model.Summary());
        Assert.Contains("Total params: 2,879", model.Summary());
    }

    [Fact]
    public void A_shared_layer_says_all_it_is_applied_to_and_several_outputs_have_their_shapes()
    {
        var (a, b) = (new Input(6).Output, new Input(6).Output);
        var shared = new Dense(4) { Name = "shared" };
        var input = new Input(4).Output;
        var two = new Model([input], [new Dense(3) { Name = "x" }.Apply(input), new Dense(2) { Name = "y" }.Apply(input)], "two");
        var ends = two.ApplyAll([new Add().Apply(shared.Apply(a), shared.Apply(b))]);
        var rows = new Model([a, b], [ends[1], ends[0]]).Summary().Split('\n').Select(Squeezed).ToArray();
        Assert.Contains("│ shared (Dense) │ (None, 4) │ 28 │ input[0][0], input_1[0][0] │", rows);
        Assert.Contains("│ add (Add) │ (None, 4) │ 0 │ shared[0][0], shared[1][0] │", rows);
        Assert.Contains("│ two (Model) │ [(None, 3), (None, 2)] │ 25 │ add[0][0] │", rows);
    }
}
