using System.Text;
using Ardalis.Specification;
using KonTum.Tthc.Application.Access;
using KonTum.Tthc.Application.Audit;
using KonTum.Tthc.Application.Composition;
using KonTum.Tthc.Application.Dossiers;
using KonTum.Tthc.Application.Dossiers.CreateDossier;
using KonTum.Tthc.Application.Dossiers.GetDossier;
using KonTum.Tthc.Application.Dossiers.UpdateDossier;
using KonTum.Tthc.Application.Dossiers.UploadAttachment;
using KonTum.Tthc.Application.Files;
using KonTum.Tthc.Application.Papers;
using KonTum.Tthc.Application.Payments;
using KonTum.Tthc.Application.Platform;
using KonTum.Tthc.Application.Procedures;
using KonTum.Tthc.Application.Procedures.PublishProcedure;
using KonTum.Tthc.Application.Procedures.Territory;
using KonTum.Tthc.Application.Requests;
using KonTum.Tthc.Application.SignatureProfiles;
using KonTum.Tthc.Application.SignatureProfiles.CreateSignatureProfile;
using KonTum.Tthc.Application.Signing;
using KonTum.Tthc.Application.Signing.AdvanceSigning;
using KonTum.Tthc.Application.Storage;
using KonTum.Tthc.Application.Uploads;
using KonTum.Tthc.Application.Webhooks;
using KonTum.Tthc.Domain.Calendar;
using KonTum.Tthc.Domain.Dossiers;
using KonTum.Tthc.Domain.Failures;
using KonTum.Tthc.Domain.Procedures;
using KonTum.Tthc.Domain.SignatureProfiles;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Shouldly;

namespace KonTum.Tthc.Application.Tests.World;

/// <summary>The real use cases and their real pipeline on ports in memory. One world a test.</summary>
public sealed class TestWorld : ICallerContext
{
    public const string Code = "1.001193";
    public const string DuyTan = "000.21.24.H34";
    public const string ThangLoi = "000.22.24.H34";
    public const string Account = "062090000001";
    public const string Serial = "5404A1";

    private static readonly AsyncLocal<Caller?> Acting = new();
    private readonly ServiceProvider _services;

    public TestWorld(Limits? limits = null)
    {
        Time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero));
        Provider = new ScriptedProvider(Time);
        Signer = new ScriptedSigner(Time);
        Provider.Issue(Account, Serial);

        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<ICallerContext>(this);
        services.AddSingleton(limits ?? new Limits { MaxAttachmentBytes = 1000, MaxSignatureImageBytes = 100, MaxTargetsPerSigning = 5 });
        services.AddSingleton(new SigningPace());
        services.AddSingleton(Streams);
        services.AddSingleton<IStreamReader>(Streams);
        services.AddSingleton<IFirstAnswers>(Streams);
        services.AddSingleton<ISigningChanges, RestlessChanges>();
        services.AddSingleton<IAuthorizationTurns, MemoryTurns>();
        services.AddScoped<IUnitOfWork, MemoryUnitOfWork>();
        services.AddSingleton(new PublicAddress("https://dichvucong.example.vn"));
        services.AddSingleton<IBlobStore>(Blobs);
        services.AddSingleton<IFileInspector>(Inspector);
        services.AddSingleton<IVirusScanner>(Inspector);
        services.AddSingleton<IUploads, MemoryUploads>();
        services.AddSingleton<IRemoteSigning>(Provider);
        services.AddSingleton<ICertificateInspector>(Provider);
        services.AddSingleton<IDocumentSigner>(Signer);
        services.AddSingleton<IPlacementFinder>(Signer);
        services.AddSingleton(new WorkingCalendar(Holidays.OfVietNam()));
        services.AddSingleton<KonTum.Tthc.Application.Statistics.IStatistics, MemoryStatistics>();
        services.AddSingleton<IProcedureVersions, MemoryProcedureVersions>();
        services.AddSingleton<IAdministrativeUnits>(MemoryTerritory.Units);
        services.AddSingleton<IAgencies>(MemoryTerritory.Agencies);
        services.AddSingleton<IProcedureSearch, MemoryProcedureSearch>();
        services.AddSingleton<IProcedureTemplates, MemoryTemplates>();
        services.AddSingleton<IIdentifiers, Identifiers>();
        services.AddSingleton<IReadLog, MemoryReadLog>();
        services.AddSingleton<Application.Reception.IInbox, MemoryInbox>();
        services.AddSingleton<Application.Reception.IAgencySeals, MemorySeals>();
        services.AddSingleton<IEventLog, MemoryEventLog>();
        services.AddSingleton<IWebhookAddresses, MemoryWebhooks>();
        services.AddSingleton<IWebhookDeliveries, MemoryWebhooks>();
        services.AddMemoryExchange();
        services.AddSingleton<IReadRepositoryBase<DossierListing>, DossierRepository>();
        services.AddSingleton<IReadRepositoryBase<ProfileListing>, ProfileRepository>();
        services.AddSingleton<IReadRepositoryBase<SigningListing>, SigningRepository>();
        services.AddSingleton<IReadRepositoryBase<PublishedProcedure>, ProcedureRepository>();
        services.AddSingleton<IReadRepositoryBase<Application.DocumentStore.StoredPapers>, StoredPapersRepository>();
        services.AddSingleton<IReadRepositoryBase<Application.Petitions.PetitionListing>, PetitionRepository>();
        services.AddSingleton<IPaymentGateway>(Payments);
        services.AddSingleton<IPaperPrinter>(Printer);
        services.AddSingleton<IReceiptNumbers, MemoryReceiptNumbers>();
        services.AddSingleton(new PaymentPace());
        services.AddSingleton<IReadRepositoryBase<PaymentListing>, PaymentRepository>();
        services.AddSingleton<IDocumentConverter>(Conversions);
        services.AddSingleton<IConversionQueue>(Conversions);
        services.AddSingleton<Application.Reception.ISealingQueue>(new MemorySeals(Time));
        services.AddTthcApplication();
        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });
    }

    public static Caller Ann { get; } = CallerOf("citizen-ann", Role.Citizen);

    public static Caller Binh { get; } = CallerOf("citizen-binh", Role.Citizen);

    public static ProcedureDefinition BirthRegistration { get; } = new(
        Code, "Đăng ký khai sinh", "Hộ tịch", "Toàn trình",
        [new Agency(DuyTan, "UBND phường Duy Tân"), new Agency(ThangLoi, "UBND phường Thắng Lợi")],
        [new ComponentDefinition("to-khai", "Tờ khai", true, 1, 0), new ComponentDefinition("giay-to", "Giấy tờ khác", false, 0, 1)],
        ["Mới", "Bổ sung"]);

    public FakeTimeProvider Time { get; }

    public MemoryStreams Streams { get; } = new();

    public ScriptedPayments Payments { get; } = new();

    public MemoryPrinter Printer { get; } = new();

    public MemoryBlobs Blobs { get; } = new();

    public MemoryInspector Inspector { get; } = new();

    public MemoryConversions Conversions { get; } = new();

    public ScriptedProvider Provider { get; }

    public ScriptedSigner Signer { get; }

    public Caller? Current => Acting.Value;

    public static Caller CallerOf(string subject, Role role, string? agency = null) =>
        new(subject, subject + "@example.vn", new HashSet<Role> { role }, agency);

    public static Caller Officer(string? agency) => CallerOf("officer-" + agency, Role.Officer, agency);

    public static DossierForm CompleteForm() => new()
    {
        OwnerName = "Nguyễn Văn Kiểm Thử",
        SubmitterName = "Nguyễn Văn Kiểm Thử",
        IdentityNumber = Account,
        IdentityIssueDate = new DateOnly(2021, 4, 25),
        IdentityIssuePlace = "Cục Cảnh sát QLHC về TTXH",
        BirthDate = new DateOnly(1990, 2, 28),
        Sex = Sex.Male,
        Country = "Việt Nam",
        Province = "Kon Tum",
        Ward = "Duy Tân",
        Address = "1 Đường Thử",
        PhoneNumber = "0912345678",
        SetCount = 1,
        DossierType = "Mới",
    };

    /// <summary>Runs a use case in a scope of its own, as one call does.</summary>
    public async Task<T> SendAsync<T>(Caller? caller, IRequest<T> request)
    {
        var before = Acting.Value;
        Acting.Value = caller;
        try
        {
            await using var scope = _services.CreateAsyncScope();
            return await scope.ServiceProvider.GetRequiredService<ISender>().Send(request);
        }
        finally
        {
            Acting.Value = before;
        }
    }

    /// <summary>The same for a request whose type is known only at run time.</summary>
    public async Task SendAnyAsync(Caller? caller, object request)
    {
        Acting.Value = caller;
        await using var scope = _services.CreateAsyncScope();
        var sender = scope.ServiceProvider.GetRequiredService<ISender>();
        if (request is IBaseRequest)
        {
            await sender.Send(request);
            return;
        }

        await foreach (var item in sender.CreateStream(request)) _ = item;
    }

    /// <summary>Runs a use case that answers a stream.</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(Caller? caller, IStreamRequest<T> request)
    {
        Acting.Value = caller;
        await using var scope = _services.CreateAsyncScope();
        await foreach (var item in scope.ServiceProvider.GetRequiredService<ISender>().CreateStream(request)) yield return item;
    }

    /// <summary>Hands in a callback of the payment service.</summary>
    public async Task<NoticeAnswer> NoticeAsync(IReadOnlyDictionary<string, string> fields)
    {
        await using var scope = _services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IPaymentNotices>().TakeAsync(fields, CancellationToken.None);
    }

    /// <summary>The failure that a use case ends with.</summary>
    public async Task<FailureException> FailAsync<T>(Caller? caller, IRequest<T> request) =>
        await Should.ThrowAsync<FailureException>(() => SendAsync(caller, request));

    public Task<NextLook> AdvanceAsync(Guid signingId, RemoteOutcome? observed = null) => SendAsync(null, new AdvanceSigning(signingId, observed));

    public async Task<Guid> DraftAsync(Caller? owner = null, string agency = DuyTan, ProcedureDefinition? procedure = null)
    {
        await SendAsync(null, new PublishProcedure(procedure ?? BirthRegistration));
        return (await SendAsync(owner ?? Ann, new CreateDossier(Code, agency, null))).Id;
    }

    public Task<AttachmentView> AttachAsync(
        Guid dossierId, string name = "to-khai.pdf", string component = "to-khai", string content = "%PDF-1.7 x", Caller? owner = null) =>
        SendAsync(owner ?? Ann, new UploadAttachment(
            dossierId, component, name, "", new MemoryStream(Encoding.UTF8.GetBytes(content)), null));

    public Task<DossierView> FillAsync(Guid dossierId, Caller? owner = null) =>
        SendAsync(owner ?? Ann, new UpdateDossier(dossierId, CompleteForm(), [], null, null));

    public async Task<Guid> ProfileAsync(Caller? owner = null, params SignatureEntry[] entries) => (await SendAsync(
        owner ?? Ann,
        new CreateSignatureProfile(
            new ProfileSettings(
                "Chữ ký chính", "0912345678", "Người ký",
                entries.Length > 0 ? entries : [new SignatureEntry(SignatureKind.NeacSign, Account, "VNPT-CA")]),
            null))).Id;

    public Task<DossierView> DossierAsync(Guid id, Caller? owner = null) => SendAsync(owner ?? Ann, new GetDossier(id));

    /// <summary>Identifiers that count, so that a run can be read.</summary>
    private sealed class Identifiers : IIdentifiers
    {
        private int _last;

        public Guid Next()
        {
            Span<byte> bytes = stackalloc byte[16];
            BitConverter.TryWriteBytes(bytes, Interlocked.Increment(ref _last));
            bytes[15] = 0xA1;
            return new Guid(bytes);
        }
    }
}
