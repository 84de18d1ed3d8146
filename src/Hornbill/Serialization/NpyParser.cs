using System.Text;
using Hornbill.Tensors;

namespace Hornbill.Serialization;

/// <summary>Reads the Python dictionary of an .npy header, <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }</c>, word by
/// word; nothing is evaluated.</summary>
ref struct NpyParser(NpyContent content, long start, byte[] text)
{
    const int MostDimensions = 32;

    int _at;

    public NpyHeader Parse()
    {
        (string? type, bool? fortran, int[]? shape) = (null, null, null);
        Need('{');
        while (!Take('}'))
        {
            var place = _at;
            var key = Text();
            Need(':');
            if (key == "descr" && type is null) type = Descr();
            else if (key == "fortran_order" && fortran is null) fortran = Truth();
            else if (key == "shape" && shape is null) shape = Dimensions();
            else throw Wrong(place, $"the key '{key}' comes", "'descr', 'fortran_order' and 'shape' come once each");
            if (!Take(','))
            {
                Need('}');
                break;
            }
        }
        Skip();
        if (_at < text.Length) throw Wrong(_at, "something follows the dictionary", "only spaces may");
        if (type is null || fortran is null || shape is null)
            throw Wrong(0, "the array is not described in full", "'descr', 'fortran_order' and 'shape' are needed");
        var elements = Type(type);
        CheckSize(elements, shape);
        return new(elements, type[0] != '>', fortran.Value, Shape.Create(shape));
    }

    readonly ElementType Type(string descr)
    {
        if (descr.Length == 3 && "<>|=".Contains(descr[0], StringComparison.Ordinal)
            && NpyHeader.Codes.TryGetValue(descr[1..], out var type)) return type;
        var what = descr.Contains('O', StringComparison.Ordinal) ? ", Python objects, which would have to be executed" : "";
        throw Wrong(0, $"the numbers' type is '{descr}'{what}", $"only {string.Join(", ", NpyHeader.Codes.Keys)} can be read",
                    "Convert it to one of these and save it again.");
    }

    readonly void CheckSize(ElementType type, int[] shape)
    {
        var bytes = (long)type.Size();
        foreach (var dim in shape)
        {
            bytes *= dim; // both below 2³¹
            if (bytes > Array.MaxLength) throw Wrong(0, $"the shape needs {bytes} bytes or more", $"an array may have {Array.MaxLength}");
        }
    }

    string Descr()
    {
        if (Peek() is '[' or '(')
            throw Wrong(_at, "the type is a record of several fields", "arrays of plain numbers can be read",
                "Save each field as an array of its own.");
        return Text();
    }

    string Text()
    {
        var quote = Peek();
        if (quote is not ('\'' or '"')) throw Wrong(_at, "something else stands there", "a text in quotes is expected");
        var length = text.AsSpan(_at + 1).IndexOf((byte)quote);
        if (length < 0) throw Wrong(_at, "a text does not end", "its quotes are closed");
        var word = Encoding.Latin1.GetString(text, _at + 1, length);
        _at += length + 2;
        return word;
    }

    bool Truth() => Word("True") || (Word("False") ? false : throw Wrong(_at, "something else stands there", "True or False is expected"));

    bool Word(string word)
    {
        Skip();
        if (!text.AsSpan(_at).StartsWith(Encoding.ASCII.GetBytes(word))) return false;
        _at += word.Length;
        return true;
    }

    int[] Dimensions()
    {
        var dims = new List<int>();
        Need('(');
        while (!Take(')'))
        {
            if (dims.Count == MostDimensions) throw Wrong(_at, $"the shape has more than {MostDimensions} dimensions",
                $"it may have {MostDimensions}");
            dims.Add(Number());
            if (!Take(','))
            {
                Need(')');
                break;
            }
        }
        return [.. dims];
    }

    int Number()
    {
        Skip();
        var (place, number) = (_at, 0L);
        for (; _at < text.Length && text[_at] is >= (byte)'0' and <= (byte)'9' && number <= int.MaxValue; _at++) number = (number * 10)
            + text[_at] - '0';
        if (_at == place || number > int.MaxValue)
            throw Wrong(place, "a dimension is something else", $"it is a whole number from 0 to {int.MaxValue}");
        Take('L'); // as Python 2 wrote it
        return (int)number;
    }

    void Need(char c)
    {
        if (!Take(c)) throw Wrong(_at, "something else stands there", $"'{c}' is expected");
    }

    bool Take(char c)
    {
        if (Peek() != c) return false;
        _at++;
        return true;
    }

    char Peek()
    {
        Skip();
        return _at < text.Length ? (char)text[_at] : '\0';
    }

    void Skip()
    {
        while (_at < text.Length && text[_at] is (byte)' ' or (byte)'\n') _at++;
    }

    readonly InvalidDataException Wrong(int at, string came, string expected, string? fix = null) =>
        content.Wrong(start + at, came, expected, fix);
}
