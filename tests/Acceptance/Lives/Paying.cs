using System.Globalization;
using KonTum.Tthc.TestKit;

namespace KonTum.Tthc.Acceptance.Tests.Lives;

/// <summary>The citizen at the page of the payment service.</summary>
internal static class Paying
{
    /// <summary>A draft that costs 8.000 đồng: the copy of an extract.</summary>
    /// <returns>The dossier.</returns>
    public static async Task<string> OpenDraftAsync(Applicant citizen)
    {
        var dossier = (await citizen.OpenDossierAsync("2.000635")).Text("id");
        await citizen.CallAsync(Calls.SelectComponent, new()
        {
            ["dossierId"] = dossier, ["componentId"] = Applicant.Component, ["selected"] = true, ["originalCount"] = 1, ["copyCount"] = 2,
            ["requestId"] = Applicant.NewId(),
        });
        return dossier;
    }

    /// <summary>Pays what is due, and reads the receipt.</summary>
    /// <returns>The order at the payment service.</returns>
    public static async Task<string> PayAsync(LivesPlatform platform, Life life, long amount)
    {
        var citizen = life.Citizen;
        var started = await citizen.CallAsync(Calls.StartPayment, new() { ["dossierId"] = life.Id, ["requestId"] = Applicant.NewId() });
        started.Text("state").ShouldBe("PAYMENT_STATE_WAITING");
        started.Text("amount").ShouldBe(amount.ToString(CultureInfo.InvariantCulture));
        var order = await platform.World.PayAsync(started.Text("payUri"));
        await Eventually.HoldsAsync(
            async () => (await PaymentsAsync(life)).Single().Text("state") == "PAYMENT_STATE_PAID", "the payment is paid", TimeSpan.FromSeconds(60));
        var fees = await citizen.CallAsync(Calls.GetFees, new() { ["dossierId"] = life.Id });
        (fees.Text("paidAmount"), fees.Text("dueAmount")).ShouldBe((started.Text("amount"), "0"));

        var paid = (await PaymentsAsync(life)).Single();
        var receipt = await Receipts.TextOfAsync(await life.Api.ReadBytesAsync(
            Calls.GetPaymentReceipt, citizen.Token, new() { ["dossierId"] = life.Id, ["paymentId"] = paid.Text("id") }));
        receipt.ShouldContain("BIÊN LAI THU PHÍ, LỆ PHÍ");
        receipt.ShouldContain(paid.Text("receiptNumber"));
        receipt.ShouldContain(amount.ToString("#,0", CultureInfo.GetCultureInfo("vi-VN")));
        receipt.ShouldContain(citizen.Person.Name);
        return order;
    }

    /// <summary>Waits until the dossier is processed again.</summary>
    public static Task GoesOnAsync(Life life) => Eventually.HoldsAsync(
        async () => (await life.Citizen.GetDossierAsync(life.Id)).Text("state") == "DOSSIER_STATE_PROCESSING", "it goes on", TimeSpan.FromSeconds(60));

    /// <summary>The payment service tells twice more; it is answered that this is taken, and nothing comes of it.</summary>
    public static async Task NothingChangesWhenToldAgainAsync(LivesPlatform platform, Life life, string order)
    {
        var before = await life.Citizen.GetDossierAsync(life.Id);
        for (var time = 0; time < 2; time++) (await platform.World.TellAgainAsync(order)).ShouldContain("00");
        (await life.Citizen.GetDossierAsync(life.Id)).Text("etag").ShouldBe(before.Text("etag"));
        (await PaymentsAsync(life)).ShouldHaveSingleItem();
    }

    private static async Task<IReadOnlyList<System.Text.Json.Nodes.JsonNode>> PaymentsAsync(Life life) =>
        (await life.Citizen.CallAsync(Calls.ListPayments, new() { ["dossierId"] = life.Id })).Items("payments");
}
