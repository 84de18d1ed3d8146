using Hornbill.Data;

namespace Hornbill.Images;

/// <summary>Shares files out between training and validation, by one of four rules.</summary>
static class FolderSplit
{
    public static (LabelledFile[] Train, LabelledFile[] Validation) Of(IReadOnlyList<LabelledFile> files, IReadOnlyList<string> classNames,
        ImageFolderOptions options)
    {
        if (!(options.ValidationSplit > 0 && options.ValidationSplit < 1))
            throw new ArgumentException(
                $"A validation split of {options.ValidationSplit} came, but it must be between 0 and 1. Give one such as 0.2.");
        var (train, validation) = options.SplitRule switch
        {
            "directory" => Last(Shuffled(files, options.Seed), options.ValidationSplit),
            "last" => Last([.. files], options.ValidationSplit),
            "first" => First(files, options.ValidationSplit),
            _ => Stratified(files, classNames, options),
        };
        Check(train, validation, files, classNames, options.ValidationSplit);
        return (train, validation);
    }

    static LabelledFile[] Shuffled(IReadOnlyList<LabelledFile> files, uint seed)
    {
        LabelledFile[] shuffled = [.. files];
        new RandomState(seed).Shuffle<LabelledFile>(shuffled);
        return shuffled;
    }

    static (LabelledFile[], LabelledFile[]) Last(LabelledFile[] files, double share)
    {
        var kept = files.Length - (int)(share * files.Length);
        return (files[..kept], files[kept..]);
    }

    static (LabelledFile[], LabelledFile[]) First(IReadOnlyList<LabelledFile> files, double share)
    {
        var classes = files.GroupBy(f => f.Label).OrderBy(g => g.Key).Select(g => g.ToArray()).ToArray();
        return ([.. classes.SelectMany(c => c[(int)(share * c.Length)..])], [.. classes.SelectMany(c => c[..(int)(share * c.Length)])]);
    }

    static (LabelledFile[], LabelledFile[]) Stratified(IReadOnlyList<LabelledFile> files, IReadOnlyList<string> classNames,
        ImageFolderOptions options)
    {
        if (files.GroupBy(f => f.Label).FirstOrDefault(g => g.Count() < 2) is { } single)
            throw new ArgumentException(
                $"The class '{classNames[single.Key]}' has one image, but a stratified split needs at least two of each. Add images, or " +
                $"use another split rule.");
        var split = new StratifiedShuffleSplit(1, testSize: options.ValidationSplit, seed: options.Seed)
            .Split([.. files.Select(f => f.Label)]).First();
        return ([.. split.Train.Select(i => files[i])], [.. split.Test.Select(i => files[i])]);
    }

    static void Check(LabelledFile[] train, LabelledFile[] validation, IReadOnlyList<LabelledFile> files, IReadOnlyList<string> classNames,
        double share)
    {
        if (validation.Length == 0)
            throw new ArgumentException(
                $"A validation split of {share} leaves none of {files.Count} images for validation, but at least one is needed. Give a " +
                $"greater share.");
        var missing = files.Select(f => f.Label).Except(train.Select(f => f.Label)).ToArray();
        if (missing.Length > 0)
            throw new ArgumentException(
                $"A validation split of {share} leaves no image of the class '{classNames[missing[0]]}' to train on, but each class " +
                $"needs one. " +
                                        "Use the split rule 'stratified', or give another seed.");
    }
}
