using System.Globalization;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using Date = Google.Type.Date;
using V1 = KonTum.Tthc.Contract.V1;

namespace KonTum.Tthc.Api.Procedures;

/// <summary>Definitions of procedures as messages and back.</summary>
internal static class ProcedureMessages
{
    public static V1.Procedure ToMessage(this ProcedureDefinition definition) => new()
    {
        Code = definition.Code,
        DisplayName = definition.Name,
        Field = definition.Field,
        Level = definition.Level,
        Agencies = { definition.Agencies.Select(a => new V1.Agency { Code = a.Code, DisplayName = a.Name }) },
        Components = { definition.Components.Select(ToMessage) },
        DossierTypes = { definition.DossierTypes },
        Audiences = { definition.Audiences.Select(a => (V1.Audience)a) },
        LifeEvents = { definition.LifeEvents },
        Steps = { definition.Steps },
        ProcessingDays = definition.ProcessingDays,
        Fees = { definition.Fees.Select(ToMessage) },
        PaymentRule = (V1.PaymentRule)definition.PaymentRule,
        FormFields = { definition.FormFields.Select(ToMessage) },
        Results = { definition.Results.Select(r => new V1.ResultDefinition { Id = r.Id, DisplayName = r.Name }) },
        LegalBases = { definition.LegalBases },
        Featured = definition.Featured,
    };

    public static ProcedureDefinition ToDefinition(this V1.Procedure procedure)
    {
        var wrong = new List<FieldViolation>();
        var definition = new ProcedureDefinition(
            procedure.Code,
            procedure.DisplayName,
            procedure.Field,
            procedure.Level,
            [.. procedure.Agencies.Select(a => new Agency(a.Code, a.DisplayName))],
            [.. procedure.Components.Select(ToComponent)],
            [.. procedure.DossierTypes])
        {
            Audiences = [.. procedure.Audiences.Select(a => (Audience)a)],
            LifeEvents = [.. procedure.LifeEvents],
            Steps = [.. procedure.Steps],
            ProcessingDays = procedure.ProcessingDays,
            Fees = [.. procedure.Fees.Select(ToFee)],
            PaymentRule = (PaymentRule)procedure.PaymentRule,
            FormFields = [.. procedure.FormFields.Select((f, n) => ToField(f, $"procedure.form_fields[{n}]", wrong))],
            Results = [.. procedure.Results.Select(r => new ResultDefinition(r.Id, r.DisplayName))],
            LegalBases = [.. procedure.LegalBases],
            Featured = procedure.Featured,
        };
        return wrong.Count == 0 ? definition : throw Failures.Invalid(wrong);
    }

    private static V1.ComponentDefinition ToMessage(ComponentDefinition component) => new()
    {
        Id = component.Id,
        DisplayName = component.Name,
        Required = component.Required,
        OriginalCount = component.OriginalCount,
        CopyCount = component.CopyCount,
        AcceptedTypes = { component.AcceptedTypes },
        TemplateFileName = component.TemplateFileName,
        SignatureRequired = component.SignatureRequired,
    };

    private static ComponentDefinition ToComponent(V1.ComponentDefinition component) =>
        new(component.Id, component.DisplayName, component.Required, component.OriginalCount, component.CopyCount)
        {
            AcceptedTypes = [.. component.AcceptedTypes],
            TemplateFileName = component.TemplateFileName,
            SignatureRequired = component.SignatureRequired,
        };

    private static V1.FeeDefinition ToMessage(FeeDefinition fee) => new()
    {
        Id = fee.Id,
        DisplayName = fee.Name,
        Kind = (V1.FeeKind)fee.Kind,
        OnlineAmount = fee.OnlineAmount,
        CounterAmount = fee.CounterAmount,
        Unit = (V1.FeeUnit)fee.Unit,
        ComponentId = fee.ComponentId,
        DossierTypes = { fee.DossierTypes },
    };

    private static FeeDefinition ToFee(V1.FeeDefinition fee) => new(
        fee.Id, fee.DisplayName, (FeeKind)fee.Kind, fee.OnlineAmount, fee.CounterAmount,
        fee.Unit == V1.FeeUnit.Unspecified ? FeeUnit.Dossier : (FeeUnit)fee.Unit)
    {
        ComponentId = fee.ComponentId, DossierTypes = [.. fee.DossierTypes],
    };

    private static V1.FormField ToMessage(FormField field) => new()
    {
        Name = field.Name,
        Label = field.Label,
        Kind = (V1.FormFieldKind)field.Kind,
        Required = field.Required,
        Hint = field.Hint,
        MaxLength = field.MaxLength,
        Pattern = field.Pattern,
        Minimum = field.Minimum?.ToString(CultureInfo.InvariantCulture) ?? "",
        Maximum = field.Maximum?.ToString(CultureInfo.InvariantCulture) ?? "",
        Integer = field.Integer,
        Earliest = ToMessage(field.Earliest),
        Latest = ToMessage(field.Latest),
        NotInFuture = field.NotInFuture,
        Choices = { field.Choices.Select(c => new V1.FormChoice { Value = c.Value, Label = c.Label }) },
        Fields = { field.Fields.Select(ToMessage) },
        MinItems = field.MinItems,
        MaxItems = field.MaxItems,
        Condition = field.Condition is { } condition ? new V1.FormCondition { Field = condition.Field, Values = { condition.Values } } : null,
    };

    private static FormField ToField(V1.FormField field, string path, List<FieldViolation> wrong) =>
        new(field.Name, field.Label, (FormFieldKind)field.Kind)
        {
            Required = field.Required,
            Hint = field.Hint,
            MaxLength = field.MaxLength,
            Pattern = field.Pattern,
            Minimum = ToNumber(field.Minimum, path + ".minimum", wrong),
            Maximum = ToNumber(field.Maximum, path + ".maximum", wrong),
            Integer = field.Integer,
            Earliest = ToDay(field.Earliest, path + ".earliest", wrong),
            Latest = ToDay(field.Latest, path + ".latest", wrong),
            NotInFuture = field.NotInFuture,
            Choices = [.. field.Choices.Select(c => new FormChoice(c.Value, c.Label))],
            Fields = [.. field.Fields.Select((f, n) => ToField(f, $"{path}.fields[{n}]", wrong))],
            MinItems = field.MinItems,
            MaxItems = field.MaxItems,
            Condition = field.Condition is { } condition ? new FormCondition(condition.Field, [.. condition.Values]) : null,
        };

    private static decimal? ToNumber(string text, string path, List<FieldViolation> wrong)
    {
        if (text.Length == 0) return null;
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return number;
        wrong.Add(Failures.Malformed.At(path, ("expected", "0.5")));
        return null;
    }

    private static Date? ToMessage(DateOnly? day) => day is { } d ? new Date { Year = d.Year, Month = d.Month, Day = d.Day } : null;

    private static DateOnly? ToDay(Date? date, string path, List<FieldViolation> wrong)
    {
        if (date is null or { Year: 0, Month: 0, Day: 0 }) return null;
        if (date is { Year: >= 1 and <= 9999, Month: >= 1 and <= 12, Day: >= 1 } && date.Day <= DateTime.DaysInMonth(date.Year, date.Month))
        {
            return new DateOnly(date.Year, date.Month, date.Day);
        }

        wrong.Add(Failures.Malformed.At(path, ("expected", "ngày/tháng/năm")));
        return null;
    }
}
