using System.Text;

namespace Hornbill.Images;

/// <summary>Labels in a table beside the images (RFC 4180): a row for each file, its name relative to the folder and its class. A header
/// may name the columns, such as <c>file,label</c>; else they are the first and the second.</summary>
static class LabelsFile
{
    static readonly string[] FileWords = ["file", "filename", "file_name", "path", "image", "image_id", "id"], LabelWords =
        ["label", "class", "class_name", "category", "breed", "target"];

    public static (IReadOnlyList<string> ClassNames, List<LabelledFile> Files) Read(string path, string folder)
    {
        FolderListing.CheckFolder(folder);
        if (!File.Exists(path)) throw new FileNotFoundException(
            $"There is no file '{path}', but the labels are expected in it. Correct the path.", path);
        var rows = Rows(File.ReadAllText(path), path);
        var (file, label, start) = Columns(rows, path);
        var named = rows.Skip(start).Select((row, i) =>
            (File: Cell(row, file, i + start, path), Label: Cell(row, label, i + start, path), Row: i + start + 1)).ToArray();
        if (named.GroupBy(r => r.File).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidDataException(
                $"'{path}' has '{twice.Key}' in rows {string.Join(" and ", twice.Select(r => r.Row).Take(2))}, but each file needs one " +
                $"label. Delete one of them.");
        string[] classes = [.. named.Select(r => r.Label).Distinct().Order(StringComparer.Ordinal)];
        return (classes, [.. named.Select(r => new LabelledFile(Within(folder, r.File, path, r.Row),
            Array.BinarySearch(classes, r.Label, StringComparer.Ordinal)))]);
    }

    // A table may come with the images from anywhere: it must not reach other files.
    static string Within(string folder, string file, string path, int row)
    {
        var (full, root) = (Path.GetFullPath(Path.Combine(folder, file)), Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))
            + Path.DirectorySeparatorChar);
        return full.StartsWith(root, StringComparison.Ordinal) ? Path.Combine(folder, file) : throw new InvalidDataException(
            $"'{path}' names '{file}' in row {row}, but files must lie in '{folder}'. Correct the row.");
    }

    static string Cell(string[] row, int column, int index, string path) =>
        column < row.Length && row[column].Trim() is { Length: > 0 } text
        ? text
        : throw new InvalidDataException(
            $"'{path}' has nothing in column {column + 1} of row {index + 1}, but a file and its label are expected. Correct the row.");

    static (int File, int Label, int Start) Columns(List<string[]> rows, string path)
    {
        if (rows.Count == 0) throw new InvalidDataException(
            $"'{path}' is empty, but a row for each file is expected. Write its name and label.");
        var head = Array.ConvertAll(rows[0], c => c.Trim().ToLowerInvariant());
        var (file, label) = (Array.FindIndex(head, FileWords.Contains), Array.FindIndex(head, LabelWords.Contains));
        if (file < 0 || label < 0) return (0, 1, 0);
        return rows.Count > 1 ? (file, label, 1)
            : throw new InvalidDataException($"'{path}' has only a header, but a row for each file is expected. Write its name and label.");
    }

    // Cells are parted by commas; those in quotation marks may hold commas, lines and doubled quotation marks.
    static List<string[]> Rows(string text, string path)
    {
        List<string[]> rows = [];
        List<string> row = [];
        var cell = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '"') i = Quoted(text, i, cell, path);
            else if (text[i] is ',' or '\n') EndCell(text[i] == '\n');
            else if (text[i] != '\r') cell.Append(text[i]);
        EndCell(true);
        return rows;

        void EndCell(bool endRow)
        {
            row.Add(cell.ToString());
            cell.Clear();
            if (!endRow) return;
            if (row.Any(c => c.Trim().Length > 0)) rows.Add([.. row]);
            row.Clear();
        }
    }
    // From one quotation mark to its other; returns where that is.
    static int Quoted(string text, int start, StringBuilder cell, string path)
    {
        for (var i = start + 1; i < text.Length; i++)
            if (text[i] != '"') cell.Append(text[i]);
            else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else return i;
        throw new InvalidDataException(
            $"'{path}' ends within a quotation that begins in line {text.AsSpan(0, start).Count('\n') + 1}, but each has an end. Add the " +
            $"quotation mark.");
    }
}
