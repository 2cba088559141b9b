using FluentValidation;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Pipeline;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Domain.Failures;
using MediatR;

namespace KonTum.Tthc.Application.Procedures.GetTemplate;

/// <summary>The blank form of a component, as a version of its procedure names it; the newest version if it is 0.</summary>
[AllowedForEveryone]
public sealed record GetTemplate(string Code, string ComponentId, int Version) : IQuery<FileContent>;

internal sealed class GetTemplateValidator : AbstractValidator<GetTemplate>
{
    public GetTemplateValidator()
    {
        this.MustBeText(r => r.Code, "code", 50);
        this.MustBeText(r => r.ComponentId, "component_id", 64);
        RuleFor(r => r).Must(r => r.Version >= 0).WithState(_ => Failures.OutOfRange.At("version", ("range", "≥ 0")));
    }
}

internal sealed class GetTemplateHandler(ISender sender, IProcedureTemplates templates) : IRequestHandler<GetTemplate, FileContent>
{
    public async Task<FileContent> Handle(GetTemplate request, CancellationToken cancellationToken)
    {
        var procedure = await sender.Send(new GetProcedure.GetProcedure(request.Code, request.Version), cancellationToken);
        var component = procedure.Definition.Components.FirstOrDefault(c => c.Id == request.ComponentId);
        var content = component is { TemplateFileName.Length: > 0 } ? templates.Open(component.TemplateFileName) : null;
        return content ?? throw Failures.TemplateNotFound.Because();
    }
}
