using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Hornbill.Data;
using Hornbill.Models;
using Hornbill.Records.Store;
using Hornbill.Serialization;
using Hornbill.Tool.Runs;
using Hornbill.Tool.Screen;

namespace Hornbill.Tool.Commands;

/// <summary>The arguments and options that commands share. Wrong ones are told while the words are read.</summary>
static class Words
{
    public const int MostThreads = 1024;

    public static Argument<string?> Dataset(string byDefault) => Checked(
        new Argument<string?>("DATASET")
        {
            Description =
                $"{string.Join(", ", Datasets.Names)}, or a folder of images with a sub-folder for each class [default: {byDefault}]",
            Arity = ArgumentArity.ZeroOrOne,
        }, CheckDataset);

    public static Argument<string> Model() =>
        new("MODEL") { Description = "A model's file, which 'train' or the library's Save wrote (.safetensors)" };

    public static Argument<string> NetOrModel() => Checked(
        new Argument<string>("NET|MODEL")
        { Description = "A built-in net (see 'nets') or a model's file, which 'train' or the library's Save wrote" },
        CheckNetOrModel);

    public static Option<string?> Net(string? byDefault, string description, params string[] besides)
    {
        var option = new Option<string?>("--net") { Description = description, HelpName = "NAME" };
        if (byDefault is not null) option.DefaultValueFactory = _ => byDefault;
        option.Validators.Add(result => Check(result, name => besides.Contains(name) ? null : Unknown(() => Nets.Find(name))));
        return option;
    }

    /// <summary>How images are changed at random.</summary>
    public static Option<string?> Augment() => Augment("Change the training images at random [default: none]");

    /// <summary>How images are changed at random.</summary>
    /// <param name="description">For what.</param>
    public static Option<string?> Augment(string description)
    {
        var option = new Option<string?>("--augment")
        {
            Description = $"{description}: rotation=DEGREES, zoom, shift, width-shift, height-shift, shear, brightness, channel-shift, " +
                          "flip=horizontal|vertical|both, fill=nearest|constant|reflect|wrap, joined by commas, such as " +
                          "rotation=7,zoom=0.01",
            HelpName = "NAME=VALUE,...",
        };
        option.Validators.Add(result => Check(result, text => Unknown(() => AugmentText.Parse(text))));
        return option;
    }

    /// <summary>Options of a net: each as name=value, as often as needed.</summary>
    public static Option<string[]> Set()
    {
        var option = new Option<string[]>("--set")
        {
            Description = "An option of the net, such as dropout=0.3 (see 'nets NET'); may be repeated [default: the net's own]",
            HelpName = "NAME=VALUE"
        };
        option.Validators.Add(NameAndValue);
        return option;
    }

    /// <summary>The weights of a published net.</summary>
    public static Option<string?> Weights() => new("--weights")
    {
        Description = "A file of the published net's weights (.safetensors, .npz, .pth) [default: HORNBILL_DATA, the cache, or fetched]",
        HelpName = "FILE",
    };

    /// <summary>Where runs are kept.</summary>
    /// <summary>What becomes of an image's values before a net sees them.</summary>
    /// <param name="what">The description's first words: "What".</param>
    public static Option<string?> Preprocessing(string what)
    {
        var option = new Option<string?>("--preprocessing")
        {
            Description = $"{what} an image's values become: torch, caffe, tf, unit or none [default: what the file says; torch for .onnx]",
            HelpName = "NAME",
        };
        option.Validators.Add(result => Check(result, name => Unknown(() => Applications.Preprocessing.Named(name))));
        return option;
    }

    public static Option<string?> Store(string description)
    {
        var option = new Option<string?>("--store")
        {
            Description =
                $"{description}: a file of SQLite, postgres://USER:PASSWORD@HOST/DATABASE, or none [default: {StoreVariable}, or " +
                $"{RunStore.DefaultPath}]",
            HelpName = "STORE",
        };
        option.Validators.Add(result => Check(result, where =>
            where.Trim().Length > 0 ? null : "--store came empty but needs a file or an address. Give one, or leave it out."));
        return option;
    }

    /// <summary>The store that was asked for, by words or by the environment, or that in this folder.</summary>
    public static string StoreOf(string? asked) => asked ?? StoreOfEnvironment ?? RunStore.DefaultPath;

    /// <summary>The same for what cannot do without one.</summary>
    /// <exception cref="ArgumentException">None was asked for.</exception>
    public static string NeededStore(string? asked) => StoreOf(asked) is not TrainJournal.None and var store
        ? store
        : throw new ArgumentException($"The store is {TrainJournal.None}, but one is needed here. Give a file or an address with --store.");

    public static bool StoreIsAsked(string? asked) => asked is not null || StoreOfEnvironment is not null;

    /// <summary>The store that the environment names.</summary>
    public static string? StoreOfEnvironment => Environment.GetEnvironmentVariable(StoreVariable) is { Length: > 0 } store ? store : null;

    const string StoreVariable = "HORNBILL_STORE";

    /// <summary>Complains of what is not name=value.</summary>
    public static void NameAndValue(OptionResult result)
    {
        foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=', StringComparison.Ordinal) < 1))
            result.AddError(
                $"{result.Option.Name} got '{token.Value}' but expects name=value. Write it as in {result.Option.Name} dropout=0.3.");
    }

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    /// <exception cref="ArgumentException">The text is none.</exception>
    public static T Parse<T>(string name, string text, T least, T most) where T : struct, INumber<T> =>
        T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new ArgumentException(
                $"{name} got '{text}' but expects a number from {least} to {most}. Correct it, or leave it out for the default.");

    /// <summary>A word as a shell takes it for one.</summary>
    public static string Quoted(string word) => word.All(c => char.IsLetterOrDigit(c) || "/._-+=:,@%".Contains(c, StringComparison.Ordinal))
        ? word
        : OperatingSystem.IsWindows() ? $"\"{word}\"" : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>What was set, by name.</summary>
    public static IReadOnlyDictionary<string, string> Pairs(string[]? set) =>
        (set ?? []).Select(s => s.Split('=', 2)).GroupBy(p => p[0]).ToDictionary(g => g.Key, g => g.Last()[1]);

    public static Option<int?> Threads() =>
        Number("--threads", "Worker threads; the results do not depend on them [default: all processors]", 1, MostThreads);

    public static Option<int?> BatchSize(string description) => Number("--batch-size", description, 1, int.MaxValue);

    public static Option<int?> Limit(string description) => Number("--limit", description, 1, int.MaxValue);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, null where none is given.</summary>
    public static Option<T?> Number<T>(string name, string description, T least, T most) where T : struct, INumber<T> => new(name)
    {
        Description = description,
        HelpName = T.One / (T.One + T.One) == T.Zero ? "N" : "X",
        CustomParser = result =>
        {
            try
            {
                return Parse(name, result.Tokens is [var token] ? token.Value : "", least, most);
            }
            catch (ArgumentException e)
            {
                result.AddError(e.Message);
                return null;
            }
        },
    };

    static Argument<T> Checked<T>(Argument<T> argument, Func<string, string?> check)
    {
        argument.Validators.Add(result => Check(result, check));
        return argument;
    }

    public static void Check(SymbolResult result, Func<string, string?> check)
    {
        if (result.Tokens is [var token] && check(token.Value) is { } error) result.AddError(error);
    }

    static string? CheckDataset(string name) =>
        Datasets.Names.Contains(name) || Directory.Exists(name) ? null
        : File.Exists(name)
            ? $"'{name}' is {FileKind.Of(name)?.Name ?? "a file"}, but a data set or a folder of images with a sub-folder for each class " +
                $"is needed. " +
                              $"Give {string.Join(", ", Datasets.Names)}, or such a folder; what a model sees in one file is told by " +
                              $"'predict'."
        : $"'{name}' is no folder, but a data set or a folder of images is needed. " +
            $"{Choices.Unknown("data set", name, Datasets.Names).Message}";

    static string? CheckNetOrModel(string name) =>
        !File.Exists(name) && Unknown(() => Nets.Find(name)) is { } error
            ? $"{error} Or give a model file: there is none of that name."
            : null;

    /// <summary>What a look-up by name complains about.</summary>
    public static string? Unknown(Func<object> find)
    {
        try
        {
            find();
            return null;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    public static Terminal Terminal(ParseResult parsed) => Screen.Terminal.Of(parsed.InvocationConfiguration.Output);
}
