using System.Diagnostics;
using Hornbill.Models;
using Hornbill.Tests;
using Xunit;

namespace Hornbill.Onnx.Tests;

/// <summary>ONNX's own checker, of Debian's python3-onnx, takes what is exported, and infers the shapes that are written at its
/// edges.</summary>
[Trait("Speed", "slow")]
public class OnnxCheckerTests
{
    const string Python = "/usr/bin/python3";

    const string Script = """
        import glob, sys, onnx
        for path in sorted(glob.glob(sys.argv[1] + "/*.onnx")):
            onnx.checker.check_model(path, full_check=True)
            model = onnx.load(path)
            told = {v.name: v for v in list(model.graph.value_info) + list(model.graph.output) + list(model.graph.input)}
            constants = {t.name for t in model.graph.initializer}
            dims = lambda v: [d.dim_param or d.dim_value for d in v.type.tensor_type.shape.dim]
            for node in model.graph.node:
                for name in list(node.input) + list(node.output):
                    assert name in constants or name in told, (path, name)
            del model.graph.value_info[:]
            inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
            for v in inferred.graph.value_info:
                mine = dims(told[v.name])
                assert len(mine) == len(dims(v)) and all(a == b or not isinstance(b, int) for a, b in zip(mine, dims(v))), (path, v.name, mine, dims(v))
            assert model.ir_version == 8 and model.opset_import[0].version == 17, path
        print("sound")
        """;

    [Fact]
    public void Every_net_is_sound()
    {
        Assert.SkipUnless(File.Exists(Python) && Run("import onnx; print('sound')", "") == "sound",
            "ONNX's checker is not installed: apt-get install python3-onnx.");
        using var folder = new TempFolder();
        foreach (var name in Nets.Names)
        {
            var model = Nets.Named(name, settings: new() { Seed = 3 });
            model.ExportOnnx(folder.File($"{name}.onnx"), new() { Input = "nhwc" });
            model.ExportOnnx(folder.File($"{name}-nchw.onnx"), new()
            {
                Input = "nchw", FoldsBatchNormalization = false,
                ExternalData = true
            });
        }
        Assert.Equal("sound", Run(Script, folder.Path));
    }

    static string Run(string script, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, ["-c", script, argument])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : error.Result;
    }
}
