using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using KonTum.Tthc.Sandbox.Demonstration;

namespace KonTum.Tthc.Sandbox.Portal;

/// <summary>
/// The exchange of the national public-service portal, as systems that use it know it: a login gives a session, and one address takes all
/// services. What it holds is forgotten when the sandbox ends.
/// </summary>
internal sealed class PortalFace(DemonstrationPeople people, TimeProvider time)
{
    /// <summary>The account of the province's system.</summary>
    public const string UserName = "kontum";

    private const int LargestBatch = 500;
    private static readonly TimeSpan SessionLasts = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _sessions = new();
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, PortalDossier> _dossiers = new(StringComparer.Ordinal);

    public PortalFaults Faults { get; } = new();

    /// <summary>How many calls of each service were taken in.</summary>
    public ConcurrentDictionary<string, int> Calls { get; } = new();

    /// <summary>What is stored, by code.</summary>
    public IReadOnlyList<PortalDossier> Dossiers
    {
        get
        {
            lock (_lock) return [.. _dossiers.Values];
        }
    }

    public void EndSessions() => _sessions.Clear();

    /// <summary><c>POST /portal/login</c>.</summary>
    public IResult LogIn(JsonObject body)
    {
        if (Text(body, "username") != UserName || Text(body, "password") != people.Password)
            return Answer(new JsonObject { ["session"] = "", ["error_code"] = 1, ["message"] = "Sai tài khoản hoặc mật khẩu" });
        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _sessions[session] = time.GetUtcNow() + SessionLasts;
        return Answer(new JsonObject { ["session"] = session, ["error_code"] = 0, ["message"] = "" });
    }

    /// <summary><c>POST /portal/service</c>.</summary>
    public async Task<IResult> ServeAsync(JsonObject body, CancellationToken cancellation)
    {
        if (Faults.Take() is { } fault)
        {
            if (fault.Fault == PortalFaults.Slow) await Task.Delay(TimeSpan.FromSeconds(fault.Seconds ?? 5), time, cancellation);
            if (fault.Fault == PortalFaults.Down) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
            if (fault.Fault == PortalFaults.SessionExpired) _sessions.Clear();
            if (fault.Fault == PortalFaults.ErrorCode) return Refuse(fault.Code ?? "99", "Lỗi được yêu cầu");
            return Serve(body, halfRefused: fault.Fault == PortalFaults.HalfRefused);
        }

        return Serve(body, halfRefused: false);
    }

    /// <summary>Changes a field of a stored dossier, so that it differs from what was sent.</summary>
    public bool Break(string code, string field, string value)
    {
        lock (_lock)
        {
            if (!_dossiers.TryGetValue(code, out var dossier) || !dossier.Item.ContainsKey(field)) return false;
            dossier.Item[field] = value;
            return true;
        }
    }

    /// <summary>Holds a dossier under another code too, so that it has one that nobody sent.</summary>
    public bool Copy(string from, string code)
    {
        lock (_lock)
        {
            if (!_dossiers.TryGetValue(from, out var dossier)) return false;
            var item = (JsonObject)dossier.Item.DeepClone();
            item["MaHoSo"] = code;
            _dossiers[code] = new PortalDossier(code) { Item = item };
            return true;
        }
    }

    /// <summary>Forgets a dossier, or everything.</summary>
    public void Forget(string? code)
    {
        lock (_lock)
        {
            if (code is null) _dossiers.Clear();
            else _dossiers.Remove(code);
        }
    }

    private static string Text(JsonObject body, string member) => body[member] is JsonValue value ? value.ToString() : "";

    private static IResult Answer(JsonObject body) => Results.Json(body, Wire.Json);

    private static IResult Refuse(string code, string message) => Answer(new JsonObject { ["error_code"] = code, ["message"] = message });

    private IResult Serve(JsonObject body, bool halfRefused)
    {
        if (!_sessions.TryGetValue(Text(body, "session"), out var until) || until <= time.GetUtcNow())
            return Refuse("02", "Phiên làm việc không hợp lệ hoặc đã hết hạn");
        if (Text(body, "madonvi").Length == 0) return Refuse("03", "Thiếu madonvi");
        var service = Text(body, "service");
        Calls.AddOrUpdate(service, 1, (_, count) => count + 1);
        switch (service)
        {
            case "DongBoHoSoMC":
                return TakeAll(body, halfRefused, item => Take(item, isUpdating: Text(body, "isUpdating") == "True"));
            case "CapNhatTienDoHoSoMC":
                return TakeAll(body, halfRefused, TakeStep);
            case "TraCuuHoSo":
                lock (_lock)
                {
                    return Answer(new JsonObject
                    {
                        ["error_code"] = "00", ["message"] = "",
                        ["data"] = _dossiers.TryGetValue(Text(body, "MaHoSo"), out var found) ? new JsonArray(found.Item.DeepClone()) : new JsonArray(),
                    });
                }

            default:
                return Refuse("04", "Không có dịch vụ này");
        }
    }

    /// <summary>Each item has an answer of its own; a batch with some wrong ones is taken all the same.</summary>
    private IResult TakeAll(JsonObject body, bool halfRefused, Func<JsonObject, string> take)
    {
        if (body["data"] is not JsonArray data || data.Count is 0 or > LargestBatch || data.Any(i => i is not JsonObject))
            return Refuse("05", $"data phải có 1 đến {LargestBatch} phần tử");
        var results = new JsonArray();
        lock (_lock)
        {
            foreach (var (item, position) in data.Cast<JsonObject>().Select((i, n) => (i, n)))
            {
                var code = halfRefused && position % 2 == 1 ? "99" : take(item);
                results.Add(new JsonObject { ["MaHoSo"] = Text(item, "MaHoSo"), ["error_code"] = code });
            }
        }

        return Answer(new JsonObject { ["error_code"] = "00", ["message"] = "", ["data"] = results });
    }

    private string Take(JsonObject item, bool isUpdating)
    {
        var code = Text(item, "MaHoSo");
        if (PortalShapes.FindWrong(item, PortalShapes.Dossier) is not null) return "06";
        var known = _dossiers.TryGetValue(code, out var dossier);
        if (isUpdating && !known) return "07";
        // The same once more is what a sender repeats that got no answer; anything else under a known code is a second dossier.
        if (!isUpdating && known && !JsonNode.DeepEquals(dossier!.Item, item)) return "08";
        if (!known) _dossiers[code] = dossier = new PortalDossier(code);
        dossier!.Item = (JsonObject)item.DeepClone();
        dossier.Statuses.Add(Text(item, "TrangThaiHoSo"));
        return "00";
    }

    private string TakeStep(JsonObject item)
    {
        if (PortalShapes.FindWrong(item, PortalShapes.Step) is not null) return "06";
        if (!_dossiers.TryGetValue(Text(item, "MaHoSo"), out var dossier)) return "07";
        if (!dossier.Steps.Any(s => JsonNode.DeepEquals(s, item))) dossier.Steps.Add((JsonObject)item.DeepClone());
        return "00";
    }
}

/// <summary>A dossier as the portal holds it.</summary>
internal sealed class PortalDossier(string code)
{
    public string Code { get; } = code;

    public JsonObject Item { get; set; } = [];

    /// <summary>The statuses in the order in which they came.</summary>
    public List<string> Statuses { get; } = [];

    public List<JsonObject> Steps { get; } = [];
}
