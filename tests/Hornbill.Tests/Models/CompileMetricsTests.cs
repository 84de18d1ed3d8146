using Hornbill.Data;
using Hornbill.Initializers;
using Hornbill.Layers;
using Hornbill.Metrics;
using Hornbill.Models;
using Hornbill.Tensors;
using Xunit;
using Identity = Hornbill.Initializers.Identity;

namespace Hornbill.Tests.Models;

public class CompileMetricsTests
{
    [Fact]
    public void Names_and_metrics_with_settings_are_measured_apart_in_training_and_validation()
    {
        var model = new Sequential([new Input(3), new Dense(3, activation: "softmax", kernelInitializer: new Identity())]);
        var recall = new Recall(topK: 1);
        model.Compile("sgd", "sparse_categorical_crossentropy", metrics: ["accuracy", recall, new Recall(topK: 1, classId: 1)]);
        var train = new ArrayData(new Tensor([3, 3], [1, 0, 0, 0, 1, 0, 0, 0, 1]), new Tensor([3], [0, 1, 2]));
        var wrong = new ArrayData(new Tensor([2, 3], [1, 0, 0, 0, 1, 0]), new Tensor([2], [1, 1]));
        var history = model.Fit(train, validationData: wrong);
        Assert.Equal(["accuracy", "loss", "recall", "recall_1", "val_accuracy", "val_loss", "val_recall", "val_recall_1"],
                     history.Values.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((1.0, 1.0, 0.5, 0.5), (history["recall"][0], history["recall_1"][0], history["val_recall"][0],
            history["val_accuracy"][0]));
        Assert.Equal(0.5, model.Evaluate(wrong)["recall_1"]);
        Assert.Equal(0, recall.Result);
    }
}
