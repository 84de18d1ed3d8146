using Hornbill.Tool;
using Xunit;

namespace Hornbill.Tests.Tool;

public class CommandLineTests
{
    static async Task<(int Code, string Output, string Error)> Run(params string[] words)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.Run(words, output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public async Task Without_words_it_helps()
    {
        var (code, output, error) = await Run();
        Assert.Equal((0, ""), (code, error));
        foreach (var command in new[] { "train", "evaluate", "predict", "summary", "plan", "nets", "bench" })
            Assert.Contains($"  {command} ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train", "--epochs")]
    [InlineData("evaluate", "--limit")]
    [InlineData("predict", "--limit")]
    [InlineData("plan", "--batch-size")]
    public async Task Help_names_the_options(string command, string option)
    {
        var (code, output, _) = await Run(command, "--help");
        Assert.Equal(0, code);
        Assert.Contains(option, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_the_assemblys()
    {
        var (code, output, _) = await Run("--version");
        Assert.Equal((0, Product.Version), (code, output.Trim()));
        Assert.Matches(@"^\d+\.\d+\.\d+$", Product.Version);
    }

    [Theory]
    [InlineData("command 'trian'. Known: bench", "Did you mean 'train'?", "trian")]
    [InlineData("command 'trai'", "Did you mean 'train'?", "bench", "trai")]
    [InlineData("came without a command", "Add one", "bench")]
    [InlineData("option '--epoch'", "Did you mean '--epochs'?", "train", "--epoch", "3")]
    [InlineData("option '--epoch'", "Did you mean '--epochs'?", "train", "glyphs", "--epoch", "3")]
    [InlineData("data set 'glyfs'", "Did you mean 'glyphs'?", "train", "glyfs")]
    [InlineData("net 'lab-e'", "Did you mean 'lab-", "train", "--net", "lab-e")]
    [InlineData("net 'lab-e'", "Or give a model file", "summary", "lab-e")]
    [InlineData("net 'lab-e'", "Known", "bench", "train", "--net", "lab-e")]
    [InlineData("optimizer 'adm'", "Did you mean 'adam'?", "train", "--optimizer", "adm")]
    [InlineData("--epochs got 'x'", "Correct it", "train", "--epochs", "x")]
    [InlineData("--epochs got '0'", "from 1", "train", "--epochs", "0")]
    [InlineData("--epochs got '1.5'", "Correct it", "train", "--epochs", "1.5")]
    [InlineData("--seed got '-1'", "from 0", "train", "--seed", "-1")]
    [InlineData("--learning-rate got 'NaN'", "Correct it", "train", "--learning-rate", "NaN")]
    [InlineData("--validation-split got '1'", "0.999", "train", "--validation-split", "1")]
    [InlineData("'mnist' came", "Leave it out", "train", "glyphs", "mnist")]
    [InlineData("--resume came without --checkpoint", "Add --checkpoint DIR", "train", "--resume")]
    [InlineData("--checkpoint-every came without --checkpoint", "Add", "train", "--checkpoint-every", "5")]
    [InlineData("--checkpoint-every got '0'", "from 1", "train", "--checkpoint", "kept", "--checkpoint-every", "0")]
    [InlineData("MODEL", "missing", "evaluate")]
    [InlineData("--epochs", "missing", "train", "--epochs")]
    public async Task Wrong_words_are_told_with_exit_code_2(string came, string fix, params string[] words)
    {
        var (code, output, error) = await Run(words);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(came, error, StringComparison.Ordinal);
        Assert.Contains(fix, error, StringComparison.Ordinal);
        Assert.Contains("--help'.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_missing_is_told_with_exit_code_1()
    {
        var (code, _, error) = await Run("evaluate", "no-such-file");
        Assert.Equal(1, code);
        Assert.Matches("^There is no file '.*no-such-file', but one is expected. Correct the path.\n$", error.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task A_file_that_is_no_model_is_told_without_a_stack_trace()
    {
        var path = Path.GetTempFileName();
        try
        {
            var (code, _, error) = await Run("summary", path);
            Assert.Equal(1, code);
            Assert.StartsWith($"'{path}' is damaged at byte 0", error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
