using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using KonTum.Tthc.Domain.Failures;
using Status = Google.Rpc.Status;

namespace KonTum.Tthc.Api.Errors;

/// <summary>
/// Turns an entry of the catalogue into the answer of both surfaces: google.rpc.Status with ErrorInfo, LocalizedMessage (Vietnamese
/// first, then English) and, when fields are wrong, BadRequest (AIP-193).
/// </summary>
internal static class FailureAnswer
{
    /// <summary>Domain of every reason, as ErrorInfo asks for.</summary>
    public const string Domain = "tthc.kontum.gov.vn";

    /// <summary>Types that may stand in the details, so that they can be printed as JSON.</summary>
    public static readonly TypeRegistry DetailTypes =
        TypeRegistry.FromMessages(ErrorInfo.Descriptor, BadRequest.Descriptor, LocalizedMessage.Descriptor);

    // Default values are printed, as the transcoder prints them: both ways to an error must look the same.
    private static readonly JsonFormatter Json =
        new(JsonFormatter.Settings.Default.WithTypeRegistry(DetailTypes).WithFormatDefaultValues(true));

    /// <summary>The answer for a failure.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="metadata">Values beside the details of the failure, for example the trace id.</param>
    public static Status Of(FailureException failure, params (string Name, string Value)[] metadata)
    {
        var info = new ErrorInfo { Reason = failure.Failure.Code, Domain = Domain };
        info.Metadata.Add(failure.Details.ToDictionary());
        foreach (var (name, value) in metadata) info.Metadata[name] = value;

        // The message is for developers, in English (AIP-193); what a person reads is in the localized messages.
        var status = new Status { Code = (int)CodeOf(failure.Failure.Kind), Message = failure.English };
        status.Details.Add(Any.Pack(info));
        if (failure.Violations.Count > 0)
        {
            var bad = new BadRequest();
            bad.FieldViolations.Add(failure.Violations.Select(v => new BadRequest.Types.FieldViolation
            {
                Field = v.Field,
                Reason = v.Failure.Code,
                Description = v.Vietnamese,
                LocalizedMessage = new LocalizedMessage { Locale = "en", Message = v.English },
            }));
            status.Details.Add(Any.Pack(bad));
        }

        status.Details.Add(Any.Pack(new LocalizedMessage { Locale = "vi-VN", Message = failure.Vietnamese }));
        status.Details.Add(Any.Pack(new LocalizedMessage { Locale = "en", Message = failure.English }));
        return status;
    }

    /// <summary>The answer as REST prints it.</summary>
    public static string ToJson(Status status) => Json.Format(status);

    /// <summary>The canonical code of a family.</summary>
    public static StatusCode CodeOf(FailureKind kind) => kind switch
    {
        FailureKind.InvalidArgument => StatusCode.InvalidArgument,
        FailureKind.FailedPrecondition => StatusCode.FailedPrecondition,
        FailureKind.NotFound => StatusCode.NotFound,
        FailureKind.AlreadyExists => StatusCode.AlreadyExists,
        FailureKind.PermissionDenied => StatusCode.PermissionDenied,
        FailureKind.Unauthenticated => StatusCode.Unauthenticated,
        FailureKind.Aborted => StatusCode.Aborted,
        FailureKind.ResourceExhausted => StatusCode.ResourceExhausted,
        FailureKind.Unavailable => StatusCode.Unavailable,
        FailureKind.Unimplemented => StatusCode.Unimplemented,
        FailureKind.Internal => StatusCode.Internal,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A family without a canonical code."),
    };
}
