using System.Text.Json.Serialization;
using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Dossiers.UploadAttachment;

/// <summary>Attaches a file to a component of a draft.</summary>
/// <param name="DossierId">The dossier.</param>
/// <param name="ComponentId">The component.</param>
/// <param name="FileName">Name of the file, without a path.</param>
/// <param name="Sha256">What the client says the digest is; empty if it says nothing.</param>
/// <param name="Content">The bytes; read once.</param>
/// <param name="RequestId">The request id.</param>
[AllowedFor(Role.Citizen, Role.System, Role.Officer)]
public sealed record UploadAttachment(
    Guid DossierId, string ComponentId, string FileName, string Sha256, [property: JsonIgnore] Stream Content, string? RequestId)
    : ICommand<AttachmentView>, IRepeatable;

internal sealed class UploadAttachmentValidator : AbstractValidator<UploadAttachment>
{
    public UploadAttachmentValidator()
    {
        this.MustBeText(r => r.FileName, "file_name", 200);
        RuleFor(r => r.FileName)
            .Must(name => name is null || !name.Any(c => c is '/' or '\\'))
            .WithState(_ => Failures.Malformed.At("file_name", ("expected", "tên tệp không có đường dẫn / a file name without a path")));
        RuleFor(r => r.Sha256)
            .Must(s => string.IsNullOrEmpty(s) || (s.Length == 64 && s.All(char.IsAsciiHexDigit)))
            .WithState(_ => Failures.Malformed.At("sha256", ("expected", "64 hex digits")));
    }
}

internal sealed class UploadAttachmentHandler(AttachmentIntake intake, ICallerContext callers) : IRequestHandler<UploadAttachment, AttachmentView>
{
    public Task<AttachmentView> Handle(UploadAttachment request, CancellationToken cancellationToken) => intake.AttachAsync(
        new AttachmentTarget(request.DossierId, request.ComponentId, request.FileName, request.Sha256),
        request.Content,
        callers.Required(),
        cancellationToken);
}
