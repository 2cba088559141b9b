using System.Text.RegularExpressions;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.People;
using static KonTum.Tthc.Domain.Failures.Failures;

namespace KonTum.Tthc.Domain.Procedures;

/// <summary>What is wrong with a definition: everything at once, each with its path in the contract's spelling.</summary>
public static partial class ProcedureCheck
{
    /// <summary>Fees are below this many đồng.</summary>
    public const long FeeLimit = 10_000_000_000;

    private const int MostItems = 200;

    /// <summary>The levels of online services (NĐ 61/2018 and NĐ 42/2022), as the portal words them.</summary>
    public static IReadOnlyList<string> Levels { get; } = ["Mức độ 1", "Mức độ 2", "Mức độ 3", "Mức độ 4", "Toàn trình", "Một phần"];

    /// <summary>Everything that is wrong.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="agency">Tells of an agency's code whether it is known, and whether it receives dossiers.</param>
    /// <param name="hasTemplate">Whether the catalogue has a file of this name.</param>
    public static IReadOnlyList<FieldViolation> Find(
        ProcedureDefinition definition, Func<string, AgencyStanding> agency, Func<string, bool> hasTemplate)
    {
        var found = new Findings();
        found.Text("code", definition.Code, 50);
        if (definition.Code.Length > 0 && !Code().IsMatch(definition.Code)) found.Add(Malformed.At("code", ("expected", "1.001193")));
        found.Text("display_name", definition.Name, 1000);
        found.Text("field", definition.Field, 200);
        if (!Levels.Contains(definition.Level)) found.Add(Malformed.At("level", ("expected", string.Join(", ", Levels))));
        found.Range("processing_days", definition.ProcessingDays, 0, 365);
        if (!Enum.IsDefined(definition.PaymentRule)) found.Add(Malformed.At("payment_rule", ("expected", "BEFORE_SUBMISSION, LATER")));

        Agencies(found, definition.Agencies, agency);
        found.Texts("dossier_types", definition.DossierTypes, 200);
        found.Texts("life_events", definition.LifeEvents, 200);
        found.Texts("steps", definition.Steps, 2000);
        found.Texts("legal_bases", definition.LegalBases, 1000);
        found.Items("audiences", definition.Audiences, (path, audience) =>
        {
            if (!Enum.IsDefined(audience)) found.Add(Malformed.At(path, ("expected", "CITIZEN, BUSINESS")));
        });
        found.Unique("audiences", definition.Audiences.Select(a => a.ToString()), "");

        Components(found, definition.Components, hasTemplate);
        Fees(found, definition);
        found.Items("results", definition.Results, (path, result) =>
        {
            found.Identifier(path + ".id", result.Id);
            found.Text(path + ".display_name", result.Name, 500);
        });
        found.Unique("results", definition.Results.Select(r => r.Id), ".id");
        FormCheck.Find(found, "form_fields", definition.FormFields, depth: 1);
        return found.All;
    }

    private static void Agencies(Findings found, IReadOnlyList<Agency> agencies, Func<string, AgencyStanding> standing)
    {
        if (agencies.Count == 0) found.Add(Required.At("agencies"));
        found.Items("agencies", agencies, (path, agency) =>
        {
            found.Text(path + ".display_name", agency.Name, 200);
            var violation = standing(agency.Code) switch
            {
                AgencyStanding.Unknown => ReferenceUnknown.At(path + ".code", ("value", agency.Code), ("among", "agencies")),
                AgencyStanding.NotInForce => AgencyNotInForce.At(path + ".code", ("value", agency.Code)),
                _ => null,
            };
            if (violation is not null) found.Add(violation);
        });
        found.Unique("agencies", agencies.Select(a => a.Code), ".code");
    }

    private static void Components(Findings found, IReadOnlyList<ComponentDefinition> components, Func<string, bool> hasTemplate)
    {
        if (components.Count == 0) found.Add(Required.At("components"));
        found.Items("components", components, (path, component) =>
        {
            found.Identifier(path + ".id", component.Id);
            found.Text(path + ".display_name", component.Name, 2000);
            found.Range(path + ".original_count", component.OriginalCount, 0, 99);
            found.Range(path + ".copy_count", component.CopyCount, 0, 99);
            found.Items(path + ".accepted_types", component.AcceptedTypes, (at, type) =>
            {
                if (!AttachmentTypes.Contains(type)) found.Add(Malformed.At(at, ("expected", string.Join(", ", AttachmentTypes))));
            });
            if (component.TemplateFileName.Length > 0 && !hasTemplate(component.TemplateFileName))
            {
                found.Add(ReferenceUnknown.At(path + ".template_file_name", ("value", component.TemplateFileName), ("among", "templates")));
            }
        });
        found.Unique("components", components.Select(c => c.Id), ".id");
    }

    private static void Fees(Findings found, ProcedureDefinition definition)
    {
        var components = definition.Components.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        found.Items("fees", definition.Fees, (path, fee) =>
        {
            found.Identifier(path + ".id", fee.Id);
            found.Text(path + ".display_name", fee.Name, 500);
            if (!Enum.IsDefined(fee.Kind)) found.Add(Malformed.At(path + ".kind", ("expected", "FEE, CHARGE")));
            if (!Enum.IsDefined(fee.Unit)) found.Add(Malformed.At(path + ".unit", ("expected", "DOSSIER, SET, COPY")));
            found.Range(path + ".online_amount", fee.OnlineAmount, 0, FeeLimit - 1);
            found.Range(path + ".counter_amount", fee.CounterAmount, 0, FeeLimit - 1);
            if (fee.ComponentId.Length > 0 && fee.Unit != FeeUnit.Copy) found.Add(SettingNotOfKind.At(path + ".component_id"));
            if (fee.ComponentId.Length > 0 && !components.Contains(fee.ComponentId))
            {
                found.Add(ReferenceUnknown.At(path + ".component_id", ("value", fee.ComponentId), ("among", "components")));
            }

            found.Items(path + ".dossier_types", fee.DossierTypes, (at, type) =>
            {
                if (!definition.DossierTypes.Contains(type)) found.Add(ReferenceUnknown.At(at, ("value", type), ("among", "dossier_types")));
            });
        });
        found.Unique("fees", definition.Fees.Select(f => f.Id), ".id");
        if (definition.Fees.Count == 0 && definition.PaymentRule == PaymentRule.BeforeSubmission)
        {
            found.Add(Required.At("fees"));
        }
    }

    /// <summary>What can be attached at all.</summary>
    private static IReadOnlyList<string> AttachmentTypes { get; } =
    [
        "application/pdf", "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ];

    [GeneratedRegex(@"^\d\.\d{6}(\.[A-Z0-9.]{1,20})?$", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("^[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])?$", RegexOptions.NonBacktracking)]
    private static partial Regex IdentifierForm();

    /// <summary>Collects what is found.</summary>
    internal sealed class Findings
    {
        private readonly List<FieldViolation> _all = [];

        public IReadOnlyList<FieldViolation> All => _all;

        public void Add(FieldViolation violation) => _all.Add(violation);

        public void Text(string path, string text, int longest, bool required = true)
        {
            if (required && string.IsNullOrWhiteSpace(text)) Add(Required.At(path));
            if (text.Length > longest) Add(OutOfRange.At(path, ("range", $"0–{longest}")));
            if (!PlainText.IsOneLine(text)) Add(CharactersNotAccepted.At(path));
        }

        public void Texts(string path, IReadOnlyList<string> texts, int longest)
        {
            Items(path, texts, (at, text) => Text(at, text, longest));
            Unique(path, texts, "");
        }

        public void Identifier(string path, string id)
        {
            if (!IdentifierForm().IsMatch(id)) Add(Malformed.At(path, ("expected", "a-z, 0-9, - và _, 1–64")));
        }

        public void Range(string path, long number, long least, long most)
        {
            if (number < least || number > most) Add(OutOfRange.At(path, ("range", $"{least}–{most}")));
        }

        public void Items<T>(string path, IReadOnlyList<T> items, Action<string, T> look)
        {
            if (items.Count > MostItems) Add(OutOfRange.At(path, ("range", $"0–{MostItems}")));
            for (var n = 0; n < Math.Min(items.Count, MostItems); n++) look($"{path}[{n}]", items[n]);
        }

        /// <summary>Each one that was there before.</summary>
        public void Unique(string path, IEnumerable<string> values, string property)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (n, value) in values.Index())
            {
                if (!seen.Add(value)) Add(NotUnique.At($"{path}[{n}]{property}", ("value", value)));
            }
        }
    }
}

/// <summary>How an agency stands on the day on which a definition is published.</summary>
public enum AgencyStanding
{
    /// <summary>No agency has this code.</summary>
    Unknown,

    /// <summary>It ended, or has not begun.</summary>
    NotInForce,

    /// <summary>It receives dossiers.</summary>
    InForce,
}
