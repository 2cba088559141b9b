using System.Security.Cryptography;
using Google.Type;
using KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Cli.Demo;

/// <summary>A citizen who fills a dossier in and attaches files to it.</summary>
internal sealed class Applicant(ITthcApi api, string token, Person citizen, Action<string> say)
{
    public const string Agency = "000.21.24.H34";
    public const string ComponentId = "to-khai";

    /// <summary>Opens a dossier, fills its form, and ticks the component that is signed.</summary>
    public Task<Dossier> FillDossierAsync(CancellationToken cancellationToken) => FillDossierAsync(1, cancellationToken);

    /// <summary>The same, with as many components ticked as are wanted and there are; the declaration is the first.</summary>
    public async Task<Dossier> FillDossierAsync(int components, CancellationToken cancellationToken)
    {
        var found = await api.ListProceduresAsync("đăng ký khai sinh", cancellationToken);
        var procedure = found.Procedures.First();
        var dossier = await api.CreateDossierAsync(
            token,
            new CreateDossierRequest { ProcedureCode = procedure.Code, AgencyCode = Agency, RequestId = NewRequestId() },
            cancellationToken);
        say($"Mở hồ sơ: {procedure.DisplayName}, {dossier.Agency.DisplayName}, {dossier.Components.Count} thành phần");

        var form = new DossierForm
        {
            OwnerName = citizen.Name,
            SubmitterName = citizen.Name,
            IdentityNumber = citizen.IdentityNumber ?? "",
            IdentityIssueDate = new Date { Year = 2021, Month = 5, Day = 12 },
            IdentityIssuePlace = "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
            BirthDate = new Date { Year = 1990, Month = 6, Day = 24 },
            Sex = Sex.Female,
            Country = "Việt Nam",
            Province = "Tỉnh Kon Tum",
            District = "Thành phố Kon Tum",
            Ward = "Phường Duy Tân",
            Address = "12 Đường Trình Diễn",
            PhoneNumber = citizen.PhoneNumber ?? "",
            Email = citizen.Email ?? "",
            SetCount = 1,
            DossierType = "KS",
        };
        dossier = await api.UpdateDossierAsync(
            token,
            new UpdateDossierRequest { DossierId = dossier.Id, Form = form, Etag = dossier.Etag, RequestId = NewRequestId() },
            cancellationToken);
        foreach (var component in Ordered(dossier).Take(components))
        {
            dossier = await api.SelectComponentAsync(
                token,
                new SelectComponentRequest
                {
                    DossierId = dossier.Id,
                    ComponentId = component,
                    Selected = true,
                    OriginalCount = 1,
                    CopyCount = 1,
                    Etag = dossier.Etag,
                    RequestId = NewRequestId(),
                },
                cancellationToken);
        }

        return dossier;
    }

    /// <summary>The components, the declaration first.</summary>
    public static IReadOnlyList<string> Ordered(Dossier dossier) => [.. dossier.Components.Select(c => c.Id).OrderBy(id => id != ComponentId)];

    /// <summary>Attaches a file to the declaration under a name.</summary>
    public Task<AttachmentAddress> AttachAsync(string dossierId, string fileName, Stream content, CancellationToken cancellationToken) =>
        AttachAsync(dossierId, ComponentId, fileName, content, cancellationToken);

    /// <summary>Attaches a file to a component under a name.</summary>
    public async Task<AttachmentAddress> AttachAsync(
        string dossierId, string component, string fileName, Stream content, CancellationToken cancellationToken)
    {
        var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken));
        content.Position = 0;
        var header = new UploadAttachmentHeader
        {
            DossierId = dossierId,
            ComponentId = component,
            FileName = fileName,
            Sha256 = digest,
            RequestId = NewRequestId(),
        };
        var attachment = await api.UploadAttachmentAsync(token, header, content, cancellationToken);
        say($"Đính kèm: {attachment.FileName}, {attachment.Versions[0].SizeBytes:N0} byte, {attachment.Versions[0].ContentType}");
        return new AttachmentAddress(dossierId, component, attachment.Id);
    }

    private static string NewRequestId() => Guid.NewGuid().ToString();
}
