using System.CommandLine;
using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using KonTum.Tthc.Cli.Demo;
using KonTum.Tthc.Cli.Pdf;
using KonTum.Tthc.Cli.Token;
using KonTum.Tthc.Contract.V1;
using KonTum.Tthc.Infrastructure.Catalogue;

namespace KonTum.Tthc.Cli.Catalogue;

/// <summary><c>tthc catalogue check|import|export</c>: procedures as files.</summary>
internal static class CatalogueCommand
{
    private const int Wrong = 1;
    private const int UnusableWords = 2;

    private static readonly TimeSpan VietnamOffset = TimeSpan.FromHours(7);

    public static Command Build(TimeProvider time)
    {
        var command = new Command("catalogue", "Danh mục thủ tục hành chính dưới dạng tệp / procedures as files");
        command.Add(Check(time));
        command.Add(Import());
        command.Add(Export());
        return command;
    }

    private static Command Check(TimeProvider time)
    {
        var files = Files();
        var check = new Command("check", "Kiểm tra tệp / check files; nothing is sent") { files };
        check.SetAction(async (parsed, _) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var day = DateOnly.FromDateTime(time.GetUtcNow().ToOffset(VietnamOffset).DateTime);
            var exit = 0;
            foreach (var file in parsed.GetValue(files)!)
            {
                var checkedFile = await ReadAsync(file, error, content => ProcedureFile.Check(content, day));
                foreach (var fault in checkedFile?.Faults ?? []) await TellAsync(error, file, fault.Field, fault.Vietnamese, fault.English);
                if (checkedFile is not { Faults.Count: 0 }) exit = Wrong;
                else await output.WriteLineAsync($"{file.Name}\t{checkedFile.Code}\t{checkedFile.Name}");
            }

            return exit;
        });
        return check;
    }

    private static Command Import()
    {
        var files = Files();
        var access = new Access();
        var only = new Option<bool>("--validate-only") { Description = "Chỉ kiểm tra tại máy chủ / only let the server check" };
        var import = new Command("import", "Công bố từng tệp thành phiên bản mới / publish each file as the next version (administrator)") { files, only };
        access.AddTo(import);
        import.SetAction((parsed, cancellationToken) => access.RunAsync(parsed, needsToken: true, async (catalog, headers) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            var exit = 0;
            foreach (var file in parsed.GetValue(files)!)
            {
                if (await ReadAsync(file, error, content => ContractForm.ToMessage(ProcedureFile.Canonical(content))) is not { } procedure)
                {
                    exit = Wrong;
                    continue;
                }

                try
                {
                    var request = new PublishProcedureRequest
                    {
                        Procedure = procedure, ValidateOnly = parsed.GetValue(only), RequestId = Guid.NewGuid().ToString(),
                    };
                    var published = await TwiceAsync(() => catalog.PublishProcedureAsync(request, headers, cancellationToken: cancellationToken));
                    await output.WriteLineAsync($"{file.Name}\t{published.Code}\t{published.Version}");
                }
                catch (RpcException e) when (e.StatusCode is StatusCode.InvalidArgument)
                {
                    var refused = Refused(e);
                    await error.WriteLineAsync($"{file.Name}: {refused.Vietnamese} / {refused.English}");
                    exit = Wrong;
                }
            }

            return exit;
        }, cancellationToken));
        return import;
    }

    /// <summary>Once more after an answer that was lost; by the request's id the server publishes nothing twice.</summary>
    private static async Task<Procedure> TwiceAsync(Func<AsyncUnaryCall<Procedure>> call)
    {
        try
        {
            return await call();
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable)
        {
            return await call();
        }
    }

    private static Command Export()
    {
        var access = new Access();
        var folder = new Option<DirectoryInfo>("--out") { Description = "Thư mục nhận tệp / folder for the files", Required = true };
        var codes = new Option<string[]>("--code") { Description = "Chỉ các mã này / only these codes (default: all in force)" };
        var export = new Command("export", "Ghi mỗi thủ tục thành một tệp / write each procedure to a file") { folder, codes };
        access.AddTo(export);
        export.SetAction((parsed, cancellationToken) => access.RunAsync(parsed, needsToken: false, async (catalog, headers) =>
        {
            var target = parsed.GetValue(folder)!;
            target.Create();
            await foreach (var procedure in ProceduresAsync(catalog, parsed.GetValue(codes) ?? [], headers, cancellationToken))
            {
                var path = Path.Combine(target.FullName, procedure.Code + ".json");
                await File.WriteAllTextAsync(path, FileOf(procedure), cancellationToken);
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{procedure.Code}.json\t{procedure.Code}\t{procedure.Version}");
            }

            return 0;
        }, cancellationToken));
        return export;
    }

    private static async IAsyncEnumerable<Contract.V1.Procedure> ProceduresAsync(
        ProcedureCatalog.ProcedureCatalogClient catalog,
        string[] codes,
        Metadata headers,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var code in codes)
        {
            yield return await catalog.GetProcedureAsync(new GetProcedureRequest { Code = code }, headers, cancellationToken: cancellationToken);
        }

        if (codes.Length > 0) yield break;
        var request = new ListProceduresRequest { PageSize = 200 };
        do
        {
            var page = await catalog.ListProceduresAsync(request, headers, cancellationToken: cancellationToken);
            foreach (var procedure in page.Procedures) yield return procedure;
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
    }

    private static RefusedException Refused(RpcException e)
    {
        var status = e.GetRpcStatus();
        return RefusalReader.Read((int)e.StatusCode, e.Status.Detail, status?.Details ?? []);
    }

    private static Argument<FileInfo[]> Files() => new("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Tệp JSON / JSON files" };

    private static string FileOf(Contract.V1.Procedure procedure)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(ContractForm.ToFile(procedure)));
        return ProcedureFile.Canonical(content);
    }

    private static async Task<T?> ReadAsync<T>(FileInfo file, TextWriter error, Func<Stream, T> read)
        where T : class
    {
        try
        {
            await using var content = file.OpenRead();
            return read(content);
        }
        catch (JsonException e)
        {
            await TellAsync(error, file, e.Path ?? "$", "không đọc được như một thủ tục", e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await TellAsync(error, file, "$", "không mở được tệp", "the file cannot be opened");
        }

        return null;
    }

    private static Task TellAsync(TextWriter error, FileInfo file, string place, string vietnamese, string english) =>
        error.WriteLineAsync($"{file.Name}: {place}: {vietnamese} / {english}");

    /// <summary>Where the platform is and who calls.</summary>
    private sealed class Access
    {
        private readonly Option<Uri?> _api = new("--api") { Description = "Địa chỉ gRPC của nền tảng / gRPC address of the platform (default: of the running one)" };
        private readonly Option<string?> _tokenFile = new("--token-file") { Description = "Tệp chứa mã truy cập / file with the access token" };
        private readonly Option<string?> _tokenVariable = new("--token-env") { Description = "Biến môi trường chứa mã truy cập / environment variable with the access token" };
        private readonly Option<string?> _login = new("--login") { Description = "Đăng nhập người trình diễn của hộp cát / log in as a demonstration person of the sandbox" };
        private readonly Option<FileInfo?> _endpoints = new("--endpoints") { Description = "endpoints.json của nền tảng đang chạy / of the running platform" };

        public void AddTo(Command command)
        {
            foreach (var option in (Option[])[_api, _tokenFile, _tokenVariable, _login, _endpoints]) command.Add(option);
        }

        public async Task<int> RunAsync(
            ParseResult parsed,
            bool needsToken,
            Func<ProcedureCatalog.ProcedureCatalogClient, Metadata, Task<int>> act,
            CancellationToken cancellationToken)
        {
            var error = parsed.InvocationConfiguration.Error;
            try
            {
                var where = TokenCommand.Where(parsed.GetValue(_endpoints)?.FullName);
                var address = parsed.GetValue(_api) ?? (where is null ? null : new Uri(where.Grpc))
                    ?? throw new UnusableException("api_missing", "cần --api", "--api is needed");
                var headers = new Metadata();
                if (needsToken)
                {
                    var bearer = await TokenCommand.BearerAsync(
                        parsed.GetValue(_tokenFile), parsed.GetValue(_tokenVariable), parsed.GetValue(_login), where, cancellationToken);
                    headers.Add("authorization", "Bearer " + bearer);
                }

                using var channel = GrpcChannel.ForAddress(address);
                return await act(new ProcedureCatalog.ProcedureCatalogClient(channel), headers);
            }
            catch (UnusableException e)
            {
                await error.WriteLineAsync($"{e.Refusal.Vietnamese}\n{e.Refusal.English}");
                return UnusableWords;
            }
            catch (RpcException e)
            {
                var refused = Refused(e);
                await error.WriteLineAsync($"{refused.Code}\n{refused.Vietnamese}\n{refused.English}");
                return Wrong;
            }
        }
    }
}
