using KonTum.Tthc.Application.Files;

namespace KonTum.Tthc.Application.Procedures;

/// <summary>The blank forms of the catalogue (mẫu đơn, tờ khai).</summary>
public interface IProcedureTemplates
{
    /// <summary>Whether there is a template of this name.</summary>
    bool Has(string fileName);

    /// <summary>Opens a template; null if there is none of this name.</summary>
    FileContent? Open(string fileName);
}
