using System.Text;
using KonTum.Tthc.Pades.Objects;
using KonTum.Tthc.Pades.Reading;

namespace KonTum.Tthc.Pades.Validation;

/// <summary>
/// Compares what the form gives to fields that bring nothing of their own: <c>/DR</c>, <c>/DA</c> and <c>/NeedAppearances</c> (ISO
/// 32000-2, table 224). Writers add their fonts with a signature; that is permitted as long as no field that was signed asks for what
/// was added.
/// </summary>
internal sealed class FormResources(
    PdfDocument before, PdfDocument after, IReadOnlyList<FormField> fields, StrictComparison strict, Action<int, string> report)
{
    private const int LargestAppearance = 64 * 1024;
    private readonly StringBuilder _asked = new();
    private bool _unknown;
    private bool _drawnAnew;

    public void Compare(PdfDictionary old, PdfDictionary now)
    {
        var (then, present) = (IsSet(before, old), IsSet(after, now));
        if (present && !then)
            report(0, "readers are told to draw the fields anew");
        // Without signed values, switching it off only protects the signatures' own appearances.
        else if (then && !present && fields.Any(f => f.Type != "Sig"))
            report(0, "readers are no longer told to draw the fields anew");
        _drawnAnew = then || present;
        if (before.Resolve(old["DA"]) is not PdfNull || fields.Any(f => f.Type is not (null or "Sig") && !f.Dictionary.Has("AP")))
            strict.Compare(old["DA"], now["DA"], 0, "the form's /DA");
        if (!_drawnAnew && fields.All(f => f.Type == "Sig" && BringsResources(f.Dictionary)))
            return;
        CompareResources(before.Dictionary(old["DR"]), after.Dictionary(now["DR"]));
    }

    private static bool IsSet(PdfDocument document, PdfDictionary form) =>
        document.Resolve(form["NeedAppearances"]) is PdfBoolean { Value: true };

    private bool BringsResources(PdfDictionary widget) =>
        Appearances(widget).All(stream => before.Resolve(stream.Dictionary["Resources"]) is PdfDictionary);

    /// <summary>The streams of the normal appearance: one, or one for each state.</summary>
    private IEnumerable<PdfStream> Appearances(PdfDictionary widget) => before.Resolve(before.Dictionary(widget["AP"])?["N"]) switch
    {
        PdfStream stream => [stream],
        PdfDictionary states => states.Entries.Select(e => before.Resolve(e.Value)).OfType<PdfStream>(),
        _ => [],
    };

    private void CompareResources(PdfDictionary? old, PdfDictionary? now)
    {
        if (now is null && old is null)
            return;
        var asked = false;
        foreach (var kind in (old?.Keys ?? []).Union(now?.Keys ?? []))
        {
            var (then, present) = (before.Resolve(old?[kind]), after.Resolve(now?[kind]));
            if ((then is not (PdfDictionary or PdfNull)) || present is not PdfDictionary added)
            {
                if (kind != "ProcSet" || then is not PdfNull)
                    strict.Compare(old?[kind], now?[kind], 0, "the form's /DR");
                continue;
            }

            foreach (var name in ((then as PdfDictionary)?.Keys ?? []).Union(added.Keys))
            {
                var known = (then as PdfDictionary)?[name];
                if (before.Resolve(known) is not PdfNull)
                {
                    strict.Compare(known, added[name], 0, "the form's /DR");
                    continue;
                }

                if (!asked)
                    FindAsked();
                asked = true;
                if (IsAsked(name))
                    report(0, "the form's /DR got what a signed field asks for");
            }
        }
    }

    private bool IsAsked(string name) => _unknown || $"{_asked} ".Contains($"/{name} ", StringComparison.Ordinal);

    /// <summary>All names in default appearances, and in appearances without resources of their own.</summary>
    private void FindAsked()
    {
        AddNames((before.Resolve(before.Dictionary(before.Catalog["AcroForm"])?["DA"]) as PdfString)?.Value ?? []);
        foreach (var field in fields)
        {
            AddNames((before.Resolve(field.Dictionary["DA"]) as PdfString)?.Value ?? []);
            foreach (var stream in Appearances(field.Dictionary).Where(s => before.Resolve(s.Dictionary["Resources"]) is not PdfDictionary))
                AddNames(Decode(stream));
        }
    }

    private byte[] Decode(PdfStream stream)
    {
        try
        {
            var data = StreamDecoder.Decode(before.RawData(stream).Raw, stream.Dictionary, before.Resolve);
            _unknown |= data.Length > LargestAppearance;
            return data.Length > LargestAppearance ? [] : data;
        }
        catch (PdfRefusedException)
        {
            _unknown = true;
            return [];
        }
    }

    private void AddNames(byte[] content)
    {
        try
        {
            var lexer = new Lexer(ByteSource.Of(content), 0);
            for (var token = lexer.Next(); token != Mark.End; token = lexer.Next())
            {
                if (token is PdfName name)
                    _asked.Append('/').Append(name.Value).Append(' ');
            }
        }
        catch (PdfRefusedException)
        {
            _unknown = true;
        }
    }
}
