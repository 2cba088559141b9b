using System.CommandLine;
using System.Text.Json;
using KonTum.Tthc.Cli.Platform;

namespace KonTum.Tthc.Cli.Demo;

/// <summary><c>tthc demo</c>: the main journey against a running platform, each step printed as it happens.</summary>
internal static class DemoCommand
{
    private const int Done = 0;
    private const int Failed = 1;
    private const int UnusableFile = 2;
    private const int Stopped = 130;
    private const int MostFiles = 100;

    /// <summary>Refusals that speak of the file: the person should take another one.</summary>
    private static readonly HashSet<string> FileCodes = new(StringComparer.Ordinal)
    {
        "PDF_NOT_SIGNABLE", "ATTACHMENT_NOT_PDF", "PLACEMENT_PAGE_NOT_FOUND", "FILE_TOO_LARGE", "REQUEST_TOO_LARGE",
    };

    /// <summary>Fields of a request that carry the file.</summary>
    private static readonly HashSet<string> FileFields = new(StringComparer.Ordinal) { "content", "file_name" };

    public static Command Build()
    {
        var pdf = new Option<FileInfo?>("--pdf") { Description = "Tệp PDF để đính kèm và ký / PDF to attach and sign" };
        var @out = new Option<DirectoryInfo?>("--out") { Description = "Thư mục nhận kết quả / folder for the results" };
        var over = new Option<string>("--over")
        {
            Description = "Giao diện được dùng / surface to use: grpc, rest, both",
            DefaultValueFactory = _ => "grpc",
        };
        over.AcceptOnlyFromAmong("grpc", "rest", "both");
        var detour = new Option<Detour?>("--detour")
        {
            Description = "Sự cố xảy ra một lần trước khi ký được / what goes wrong once first",
        };
        var provider = new Option<string?>("--provider")
        {
            Description = $"Ký qua một nhà cung cấp / sign through one provider: {string.Join(", ", DemoProvider.All.Select(p => p.Name))}",
        };
        provider.AcceptOnlyFromAmong([.. DemoProvider.All.Select(p => p.Name)]);
        var allProviders = new Option<bool>("--all-providers") { Description = "Lần lượt từng nhà cung cấp / each provider in turn" };
        var batch = new Option<int?>("--batch")
        {
            Description = $"Số tệp ký trong một lần / how many attachments are signed in one go (1–{MostFiles})",
        };
        batch.Validators.Add(result =>
        {
            if (result.GetValue(batch) is < 1 or > MostFiles) result.AddError($"--batch: 1–{MostFiles}");
        });
        var fault = new Option<string?>("--fault")
        {
            Description = "Sự cố của nhà cung cấp / what goes wrong at the provider: reject, expire, silence, html_200, wrong_signature, partial_batch, code:4003 … (src/Sandbox/README.md)",
        };
        var endpoints = new Option<FileInfo?>("--endpoints")
        {
            Description = "Tệp endpoints.json của nền tảng đang chạy / of the running platform (default: $TTHC_ENDPOINTS, .data/endpoints.json)",
        };
        var command = new Command("demo", "Chạy hành trình chính từ đầu đến cuối / run the main journey end to end")
        {
            pdf, @out, over, detour, provider, allProviders, batch, fault, endpoints,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new DemoFiles(parsed.GetValue(pdf)?.FullName, parsed.GetValue(@out)?.FullName),
            parsed.GetValue(over)!,
            parsed.GetValue(detour),
            Providers(parsed.GetValue(provider), parsed.GetValue(allProviders), parsed.GetValue(batch), parsed.GetValue(fault)),
            FindEndpoints(parsed.GetValue(endpoints)),
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            cancellationToken));
        return command;
    }

    /// <summary>Null for the main journey.</summary>
    private static ProviderOrder? Providers(string? name, bool all, int? batch, string? fault)
    {
        if (name is null && !all && batch is null && fault is null) return null;
        // Half of one file is none, and of the two gateways of the guide only VNPT's calls back.
        var count = batch ?? (fault == "partial_batch" ? 2 : 1);
        if (all) return new ProviderOrder(DemoProvider.All, count, fault, IsTable: true);
        name ??= fault is "duplicate_callback" or "out_of_order_callback" ? "vnpt" : "neac";
        return new ProviderOrder([DemoProvider.All.First(p => p.Name == name)], count, fault, IsTable: false);
    }

    /// <summary>One of them step by step, or all of them with a line for each; with a fault, what it led to is the result and no failure.</summary>
    private static async Task<int> ShowProvidersAsync(
        ProviderOrder order, Endpoints where, string data, OutsideWorld world, DemoFiles files, TextWriter output, CancellationToken cancellationToken)
    {
        using var api = new GrpcTthcApi(new Uri(where.Grpc));
        var failed = 0;
        if (order.IsTable) await output.WriteLineAsync($"  {"nhà cung cấp",-14} {"kết quả / outcome",-32} {"mức",-5} {"thời gian",8}  số tệp, xác nhận");
        foreach (var provider in order.Providers)
        {
            var journey = new ProviderJourney(api, world, files, () => DemonstrationToken.Open(data), order.IsTable ? TextWriter.Null : output);
            ProviderOutcome outcome;
            try
            {
                outcome = await journey.SignAsync(provider, order.Batch, order.Fault, cancellationToken);
            }
            catch (RefusedException e) when (!cancellationToken.IsCancellationRequested)
            {
                outcome = new ProviderOutcome(null, e.Code, e.Vietnamese, e.English, TimeSpan.Zero);
            }

            if (!outcome.IsSigned) failed++;
            var confirmations = outcome.Ceremony?.ConfirmationCount ?? 0;
            await output.WriteLineAsync(
                $"{(outcome.IsSigned ? "✓" : "✗")} {provider.Name,-14} {outcome.Code,-32} {outcome.Level,-5} {outcome.Took.TotalSeconds,6:0.0} s  "
                + $"{order.Batch,3} tệp, {confirmations} lần xác nhận  {outcome.Vietnamese} / {outcome.English}");
        }

        if (order.IsTable) await output.WriteLineAsync($"{order.Providers.Count - failed}/{order.Providers.Count} thành công / succeeded");
        return failed == 0 || order.Fault is not null ? Done : Failed;
    }

    private sealed record ProviderOrder(IReadOnlyList<DemoProvider> Providers, int Batch, string? Fault, bool IsTable);

    private static string FindEndpoints(FileInfo? given) =>
        given?.FullName ?? Environment.GetEnvironmentVariable("TTHC_ENDPOINTS") ?? Path.Combine(".data", "endpoints.json");

    private static async Task<int> RunAsync(
        DemoFiles files,
        string over,
        Detour? detour,
        ProviderOrder? providers,
        string endpointsFile,
        TextWriter output,
        TextWriter error,
        CancellationToken cancellationToken)
    {
        if (files.Pdf is not null && !File.Exists(files.Pdf))
        {
            await error.WriteLineAsync($"Không có tệp {files.Pdf} / no such file");
            return UnusableFile;
        }

        if (!File.Exists(endpointsFile))
        {
            await error.WriteLineAsync($"Nền tảng chưa chạy: không có {endpointsFile} / the platform is not running; start it with ./run.sh");
            return Failed;
        }

        if (files.Out is not null) Directory.CreateDirectory(files.Out);
        var where = JsonSerializer.Deserialize<Endpoints>(
            await File.ReadAllTextAsync(endpointsFile, cancellationToken), JsonSerializerOptions.Web)!;
        try
        {
            using var world = new OutsideWorld(new Uri(where.Sandbox));
            if (providers is not null)
                return await ShowProvidersAsync(providers, where, Path.GetDirectoryName(Path.GetFullPath(endpointsFile))!, world, files, output, cancellationToken);
            if (over is "grpc" or "both")
            {
                using var grpc = new GrpcTthcApi(new Uri(where.Grpc));
                await new Journey(grpc, world, files, output).WalkAsync(detour, cancellationToken);
            }

            if (over is "rest" or "both")
            {
                using var rest = new RestTthcApi(new Uri(where.Rest));
                await new Journey(rest, world, files, output).WalkAsync(detour, cancellationToken);
            }

            return Done;
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested && e is RefusedException or OperationCanceledException)
        {
            return Stopped;
        }
        catch (RefusedException e)
        {
            await error.WriteLineAsync($"{e.Code}\n{e.Vietnamese}\n{e.English}");
            return FileCodes.Contains(e.Code) || e.Fields.Any(FileFields.Contains) ? UnusableFile : Failed;
        }
        catch (HttpRequestException e)
        {
            await error.WriteLineAsync($"Nền tảng không trả lời / the platform does not answer: {e.Message}");
            return Failed;
        }
    }
}
