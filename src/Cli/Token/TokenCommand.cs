using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using KonTum.Tthc.Cli.Demo;
using KonTum.Tthc.Cli.Pdf;
using KonTum.Tthc.Cli.Pdf.Sign;
using KonTum.Tthc.Cli.Platform;
using KonTum.Tthc.Contract.V1;
using KonTum.Tthc.Pades;

namespace KonTum.Tthc.Cli.Token;

/// <summary><c>tthc token sign</c>: signs the PDF attachments of a dossier as a signer program on the citizen's machine would.</summary>
internal static class TokenCommand
{
    private const int Failed = 1;
    private const int UnusableWords = 2;

    public static Command Build(TimeProvider time)
    {
        var api = new Option<Uri?>("--api") { Description = "Địa chỉ gRPC của nền tảng / gRPC address of the platform (default: of the running one)" };
        var tokenFile = One("--token-file", "Tệp chứa mã truy cập / file with the access token");
        var tokenVariable = One("--token-env", "Biến môi trường chứa mã truy cập / environment variable with the access token");
        var login = One("--login", "Đăng nhập người trình diễn của hộp cát / log in as a demonstration person of the sandbox");
        var dossier = new Option<string>("--dossier") { Description = "Mã định danh hồ sơ / identifier of the dossier", Required = true };
        var profile = new Option<string>("--profile") { Description = "Mã định danh chữ ký / identifier of the signature profile", Required = true };
        var attachments = Words.Many("--attachment", "Chỉ các tệp này / only these attachments (default: every unsigned PDF)");
        var keyword = One("--keyword", "Từ khóa định vị; không có thì lấy của chữ ký / keyword; that of the profile without it");
        var endpoints = new Option<FileInfo?>("--endpoints") { Description = "endpoints.json của nền tảng đang chạy / of the running platform" };
        var key = new KeyWords();
        var sign = new Command("sign", "Ký bằng khóa trong tệp thay cho USB Token / sign with a key in a file in place of a USB token")
        {
            api, tokenFile, tokenVariable, login, dossier, profile, attachments, keyword, endpoints,
        };
        key.AddTo(sign);
        sign.SetAction(async (parsed, cancellationToken) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            try
            {
                var options = key.Read(parsed);
                if (options.File is null) throw new UnusableException("key_missing", "cần --key", "--key is needed");
                var where = Where(parsed.GetValue(endpoints)?.FullName);
                var address = parsed.GetValue(api) ?? (where is null ? null : new Uri(where.Grpc))
                    ?? throw new UnusableException("api_missing", "cần --api", "--api is needed");
                var bearer = await BearerAsync(
                    parsed.GetValue(tokenFile), parsed.GetValue(tokenVariable), parsed.GetValue(login), where, cancellationToken);
                using var opened = SigningKey.Open(options, time.GetUtcNow());
                using var platform = new GrpcTthcApi(address);
                return await SignAsync(
                    platform, bearer, new StartSigningRequest { DossierId = parsed.GetValue(dossier)!, ProfileId = parsed.GetValue(profile)! },
                    [.. parsed.GetValue(attachments) ?? []], parsed.GetValue(keyword) ?? "", opened, output, cancellationToken);
            }
            catch (UnusableException e)
            {
                await error.WriteLineAsync($"{e.Refusal.Vietnamese}\n{e.Refusal.English}");
                return UnusableWords;
            }
            catch (RefusedException e)
            {
                await error.WriteLineAsync($"{e.Code}\n{e.Vietnamese}\n{e.English}");
                return Failed;
            }
        });
        return new Command("token", "Chương trình ký thử cho USB Token / test signer for USB tokens") { sign };
    }

    /// <summary>Both calls of the contract: start with the certificate, submit the values; then how it ended.</summary>
    private static async Task<int> SignAsync(
        GrpcTthcApi api, string bearer, StartSigningRequest request, IReadOnlyCollection<string> only, string keyword, LocalKey key,
        TextWriter output, CancellationToken cancellationToken)
    {
        var dossier = await api.GetDossierAsync(bearer, request.DossierId, cancellationToken);
        request.Targets.Add(
            from component in dossier.Components
            from attachment in component.Attachments
            where only.Count > 0 ? only.Contains(attachment.Id) : !attachment.Signed && attachment.Versions[^1].ContentType == "application/pdf"
            select new SigningTarget { ComponentId = component.Id, AttachmentId = attachment.Id, KeywordPlacement = new KeywordPlacement { Keyword = keyword } });
        TokenSigner.PutCertificate(request, key);
        request.RequestId = Guid.NewGuid().ToString();

        var ceremony = await api.StartSigningAsync(bearer, request, cancellationToken);
        if (ceremony.State == SigningState.WaitingForConfirmation)
            ceremony = await api.SubmitSignaturesAsync(bearer, TokenSigner.Sign(ceremony, key), cancellationToken);
        await foreach (var change in api.WatchSigningAsync(bearer, ceremony.Id, cancellationToken)) ceremony = change;
        foreach (var item in ceremony.Items)
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{item.FileName}: {(item.SignedFileName.Length > 0 ? item.SignedFileName : item.Message)}"));
        await output.WriteLineAsync($"{ceremony.Message} / {ceremony.MessageEn}");
        return ceremony.State == SigningState.Signed ? 0 : Failed;
    }

    private static Option<string?> One(string name, string description) => new(name) { Description = description };

    internal static Endpoints? Where(string? given)
    {
        var file = given ?? Environment.GetEnvironmentVariable("TTHC_ENDPOINTS") ?? Path.Combine(".data", "endpoints.json");
        return File.Exists(file) ? JsonSerializer.Deserialize<Endpoints>(File.ReadAllText(file), JsonSerializerOptions.Web) : null;
    }

    /// <summary>Never from the command line itself, where every user of the machine can read it.</summary>
    internal static async Task<string> BearerAsync(
        string? file, string? variable, string? login, Endpoints? where, CancellationToken cancellationToken)
    {
        if (file is not null) return (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
        if (variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text) return text;
        if (login is null || where is null)
            throw new UnusableException("token_missing", "cần --token-file, --token-env hoặc --login", "--token-file, --token-env or --login is needed");
        using var world = new OutsideWorld(new Uri(where.Sandbox));
        var person = (await world.PeopleAsync(cancellationToken)).FirstOrDefault(p => p.Username == login)
            ?? throw new UnusableException("login_unknown", "không có người này", "there is no such person", login);
        return await world.LogInAsync(person, cancellationToken);
    }
}
